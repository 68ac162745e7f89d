using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Streaming.Tests.Harness;

/// <summary>What an operator under test sees of the engine.</summary>
public sealed class HarnessContext(int subtask, int parallelism, int maxParallelism, CancellationToken cancellation = default) : OperatorContext
{
    private readonly Dictionary<OutputTag, object> _sideOutputs = [];

    public override string JobName => "test";

    public override string TaskName => $"Operator under test ({subtask + 1}/{parallelism})";

    public override int SubtaskIndex => subtask;

    public override int Parallelism => parallelism;

    public override int MaxParallelism => maxParallelism;

    public override int Attempt => 0;

    public override TimeProvider Clock => Time;

    public override CancellationToken Cancellation => cancellation;

    public override OperatorId OperatorId => default;

    public override IManagedMemory ManagedMemory { get; } = new HarnessMemory();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch);

    public override void AddAccumulator(string name, IAccumulator accumulator) => throw new NotSupportedException();

    public override void Post(Action action) => throw new NotSupportedException();

    public override IDisposable RegisterProcessingTimer(long time, Action<long> callback) => throw new NotSupportedException();

    public override IInput<T> SideOutput<T>(OutputTag<T> tag) => Recorded(tag);

    public RecordingInput<T> Recorded<T>(OutputTag<T> tag)
    {
        if (!_sideOutputs.TryGetValue(tag, out var output))
        {
            _sideOutputs[tag] = output = new RecordingInput<T>();
        }

        return (RecordingInput<T>)output;
    }
}
