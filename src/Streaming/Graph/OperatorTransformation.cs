using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Sources;
using Flink.Streaming.Operators;

namespace Flink.Streaming.Graph;

/// <summary>An operator of the user's program with its settings.</summary>
/// <param name="name">What people read.</param>
/// <param name="inputs">What it reads, in the order of the operator's inputs; empty for a source.</param>
/// <param name="factory">Makes the operator.</param>
/// <param name="parallelism">Subtasks.</param>
internal sealed class OperatorTransformation(string name, IReadOnlyList<Transformation> inputs, OperatorFactory factory, int parallelism)
    : Transformation(factory.OutputType ?? typeof(void))
{
    private int _parallelism = parallelism;

    /// <summary>The name without the prefix of its kind.</summary>
    public string Name { get; set; } = name;

    public IReadOnlyList<Transformation> Inputs { get; } = inputs;

    public OperatorFactory Factory { get; } = factory;

    public string? Uid { get; set; }

    public int? MaxParallelism { get; set; }

    public string? SlotSharingGroup { get; set; }

    /// <summary>The size of the group's slots, where it was said with the group.</summary>
    public ResourceSpec? SlotResources { get; set; }

    /// <summary>Operators with the same key run in the same slots; null for none.</summary>
    public string? CoLocationGroup { get; set; }

    public ChainingStrategy Chaining { get; set; } = ChainingStrategy.Always;

    /// <summary>True for an operator that has a result only when its input has ended.</summary>
    public bool NeedsBoundedInput { get; init; }

    /// <summary>The operator that it serves, from whose uid its own is derived; null for an operator of the user.</summary>
    public OperatorTransformation? Serves { get; set; }

    /// <summary>The operator whose parallelism and slot-sharing group it shares, whatever that is set to later; null for one of its own.</summary>
    public OperatorTransformation? Follows { get; init; }

    public bool IsNonParallel { get; private set; }

    public int Parallelism => Follows?.Parallelism ?? _parallelism;

    public bool IsSource => Factory is SourceOperatorFactory;

    public bool IsSink => Factory.OutputType is null;

    /// <summary>The name with Flink's prefix of the kind.</summary>
    public string DisplayName => IsSource ? $"Source: {Name}" : IsSink ? $"Sink: {Name}" : Name;

    public string? EffectiveUid => Uid ?? (Serves?.Uid is { } served ? $"{served}/{Name}" : null);

    public void SetParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        if (IsNonParallel && parallelism != 1)
        {
            throw new InvalidOperationException($"'{DisplayName}' cannot run in parallel: its parallelism is 1 and cannot be set to {parallelism}.");
        }

        _parallelism = parallelism;
    }

    public void ForceNonParallel()
    {
        _parallelism = 1;
        MaxParallelism = 1;
        IsNonParallel = true;
    }

    public void DeclareBlocking()
    {
        if (Factory is not IBlockingChoice choice)
        {
            throw new InvalidOperationException($"'{DisplayName}' says by itself whether it blocks; declare it in its source or sink (IsBlocking).");
        }

        choice.IsBlocking = true;
    }
}
