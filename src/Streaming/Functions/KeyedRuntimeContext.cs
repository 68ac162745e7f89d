using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Core.State;

namespace Flink.Streaming.Functions;

/// <summary>What a rich function over keys sees of its surroundings: those of its operator, with keyed state.</summary>
internal sealed class KeyedRuntimeContext(RuntimeContext context, IKeyedStateStore states) : RuntimeContext
{
    public override string JobName => context.JobName;

    public override string TaskName => context.TaskName;

    public override string OperatorName => context.OperatorName;

    public override int SubtaskIndex => context.SubtaskIndex;

    public override int Parallelism => context.Parallelism;

    public override int MaxParallelism => context.MaxParallelism;

    public override int Attempt => context.Attempt;

    public override bool HasCheckpoints => context.HasCheckpoints;

    public override TimeProvider Clock => context.Clock;

    public override CancellationToken Cancellation => context.Cancellation;

    public override DistributedCache DistributedCache => context.DistributedCache;

    protected override IKeyedStateStore KeyedStates => states;

    public override IResultChannel OpenResults(long stream) => context.OpenResults(stream);

    public override void AddAccumulator(string name, IAccumulator accumulator) => context.AddAccumulator(name, accumulator);
}
