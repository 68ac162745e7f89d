using Flink.Core.Functions;
using Flink.Core.Metrics;

namespace Flink.Streaming.Tests.Sources;

/// <summary>A subtask without an engine around it.</summary>
internal sealed class TestRuntimeContext(int subtask = 0, int parallelism = 1, TimeProvider? clock = null) : RuntimeContext
{
    public override string JobName => "test";

    public override string TaskName => $"Test ({SubtaskIndex + 1}/{Parallelism})";

    public override int SubtaskIndex => subtask;

    public override int Parallelism => parallelism;

    public override int MaxParallelism => 128;

    public override int Attempt => AttemptNumber;

    public int AttemptNumber { get; init; }

    public override TimeProvider Clock => clock ?? TimeProvider.System;

    public override CancellationToken Cancellation => default;

    public override void AddAccumulator(string name, IAccumulator accumulator) => throw new NotSupportedException();
}
