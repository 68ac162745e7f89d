using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Operators;

namespace Flink.Streaming.Testing.Execution;

/// <summary>What an operator under test sees of the engine.</summary>
internal sealed class SubtaskContext(HarnessJob job, PlannedOperator planned, int subtask, Subtask owner) : OperatorContext
{
    private readonly Dictionary<OutputTag, IInput> _sideOutputs = [];

    public override string JobName => "Test";

    public override string TaskName => $"{planned.VertexName} ({subtask + 1}/{planned.Parallelism})";

    public override string OperatorName => planned.Node.Name;

    public override int SubtaskIndex => subtask;

    public override int Parallelism => planned.Parallelism;

    public override int MaxParallelism => planned.MaxParallelism;

    public override int Attempt => job.Options.Attempt;

    public override TimeProvider Clock => job.Clock;

    public override CancellationToken Cancellation => job.Cancellation;

    public override OperatorId OperatorId => planned.Node.Id;

    public override IManagedMemory ManagedMemory => job.ManagedMemory;

    public override void AddAccumulator(string name, IAccumulator accumulator)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(accumulator);
        job.AddAccumulator(planned.Vertex, subtask, name, accumulator, TaskName);
    }

    public override void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        job.Post(action);
    }

    public override IDisposable RegisterProcessingTimer(long time, Action<long> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new ProcessingTimer(job, owner, time, callback);
    }

    public override IInput<T> SideOutput<T>(OutputTag<T> tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (!_sideOutputs.TryGetValue(tag, out var output))
        {
            _sideOutputs.Add(tag, output = job.SideOutputOf(owner, tag));
        }

        return (IInput<T>)output;
    }
}
