using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Operators;

namespace Flink.Runtime.TaskManager;

internal sealed class TaskOperatorContext(StreamTask task, OperatorNode node, Func<OutputTag, IInput> findSideOutput) : OperatorContext
{
    private readonly Dictionary<OutputTag, IInput> _sideOutputs = [];

    public override string JobName => task.Deployment.Job.Name;

    public override string TaskName => task.Name;

    public override string OperatorName => node.Name;

    public override int SubtaskIndex => task.Deployment.Execution.Subtask;

    public override int Parallelism => task.Deployment.Vertex.Parallelism;

    public override int MaxParallelism => task.Deployment.Vertex.MaxParallelism;

    public override int Attempt => task.Deployment.Execution.Attempt;

    public override bool HasCheckpoints => task.Deployment.Checkpoints.AreTaken;

    public override TimeProvider Clock => task.Clock;

    public override CancellationToken Cancellation => task.Cancellation;

    public override OperatorId OperatorId => node.Id;

    public override IManagedMemory ManagedMemory => task.ManagedMemory;

    public override DistributedCache DistributedCache => task.Deployment.Files;

    public override IResultChannel OpenResults(long stream) => task.OpenResults(stream);

    public override void AddAccumulator(string name, IAccumulator accumulator) => task.AddAccumulator(name, accumulator);

    public override void Post(Action action) => task.Post(action);

    public override IDisposable RegisterProcessingTimer(long time, Action<long> callback) => task.RegisterTimer(time, callback);

    public override IProcessingTimer NewProcessingTimer(Action<long> callback) => task.NewTimer(callback);

    public override IInput<T> SideOutput<T>(OutputTag<T> tag)
    {
        if (!_sideOutputs.TryGetValue(tag, out var output))
        {
            _sideOutputs.Add(tag, output = findSideOutput(tag));
        }

        return (IInput<T>)output;
    }
}
