using Flink.Core.Operators;

namespace Flink.Core.Sources;

/// <summary>What a source vertex of the job graph carries, whatever its types: the reader's operator and the enumerator's coordinator.</summary>
public abstract class SourceOperatorFactory : OperatorFactory
{
    /// <summary>Whether the source ends by itself.</summary>
    public abstract Boundedness Boundedness { get; }

    /// <summary>Makes the coordinator that runs the enumerator; called where the job is coordinated.</summary>
    public abstract SourceCoordinator CreateCoordinator(ISourceCoordinatorContext context);
}

/// <inheritdoc/>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <param name="source">The source.</param>
public sealed class SourceOperatorFactory<T, TSplit>(Source<T, TSplit> source) : SourceOperatorFactory
    where TSplit : ISplit
{
    /// <inheritdoc/>
    public override IReadOnlyList<Type> InputTypes => [];

    /// <inheritdoc/>
    public override Type OutputType => typeof(T);

    /// <inheritdoc/>
    public override Boundedness Boundedness => source.Boundedness;

    /// <inheritdoc/>
    public override bool IsBlocking => source.IsBlocking;

    /// <inheritdoc/>
    public override Operator Create() => new SourceOperator<T, TSplit>(source);

    /// <inheritdoc/>
    public override SourceCoordinator CreateCoordinator(ISourceCoordinatorContext context) =>
        new SourceCoordinator<T, TSplit>(source, context);
}
