using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Runtime.Tests.Jobs;

/// <summary>Event time passes side outputs as it passes the main output, behind the records emitted before it.</summary>
public class SideOutputSignalTests
{
    private static readonly OutputTag<string> _odd = new("odd");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Signals_reach_the_readers_of_side_outputs_after_the_records_before_them(bool chained)
    {
        var main = new Seen<long>();
        var side = new Seen<string>();
        var job = new TestJob();
        if (chained)
        {
            job.Vertex(1, [new Factory(), main, side], [new ChainEdge(0, 1), new ChainEdge(0, 2, Tag: _odd)]);
        }
        else
        {
            var source = job.Vertex(1, new Factory());
            job.Edge<long>(source, job.Vertex(1, main), ForwardPartitioner.Instance);
            job.Edge<string>(source, job.Vertex(1, side), ForwardPartitioner.Instance, tag: _odd);
        }

        var result = new SteppedCluster().RunToEnd(job.Build());

        Assert.Null(result.Failure);
        Assert.Equal(["2", "W10", "4", "marker", "Idle", "Active", "W20"], main.Events);
        Assert.Equal(["1", "W10", "3", "marker", "Idle", "Active", "W20"], side.Events);
    }

    [Fact]
    public void Union_of_main_and_side_output_has_the_event_time_of_both()
    {
        var sink = new Seen<long>();
        var tag = new OutputTag<long>("copy");
        var job = new TestJob();
        var source = job.Vertex(1, new Factory());
        var target = job.Vertex(1, sink);
        job.Edge<long>(source, target, ForwardPartitioner.Instance);
        job.Edge<long>(source, target, ForwardPartitioner.Instance, tag: tag);

        new SteppedCluster().RunToEnd(job.Build());

        Assert.Equal(["W10", "W20"], sink.Events.Where(text => text.StartsWith('W')));
    }

    private sealed class Factory : OperatorFactory
    {
        public override IReadOnlyList<Type> InputTypes => [];

        public override Type OutputType => typeof(long);

        public override Operator Create() => new Script();
    }

    private sealed class Script : Operator<long>, ISourceOperator
    {
        public override IReadOnlyList<IInput> Inputs => [];

        public void Attach(ISourceTask task)
        {
        }

        public ReadStatus Poll()
        {
            Emit(1, 2);
            Output.Process(new Watermark(10));
            Emit(3, 4);

            // Each goes to one reader.
            Output.Process(new LatencyMarker(0, Context.OperatorId, 0));
            Output.Process(new LatencyMarker(0, Context.OperatorId, 0));
            Output.Process(StreamStatus.Idle);
            Output.Process(StreamStatus.Active);
            Output.Process(new Watermark(20));
            return ReadStatus.EndOfInput;
        }

        public void AddSplit(ReadOnlySpan<byte> split) => throw new NotSupportedException("The script has no splits.");

        public void NoMoreSplits()
        {
        }

        public void Align(long maxWatermark) => throw new NotSupportedException("The script is not aligned.");

        private void Emit(long odd, long even)
        {
            var side = new Batch<string>(1);
            side.Add($"{odd}", Timestamp.None);
            Context.SideOutput(_odd).Process(side);
            var main = new Batch<long>(1);
            main.Add(even, Timestamp.None);
            Output.Process(main);
        }
    }

    /// <summary>Writes down everything that arrives, in its order.</summary>
    private sealed class Seen<T> : OperatorFactory
    {
        public List<string> Events { get; } = [];

        public override IReadOnlyList<Type> InputTypes => [typeof(T)];

        public override Type? OutputType => null;

        public override Operator Create() => new Sink(Events);

        private sealed class Sink(List<string> events) : OneInputOperator<T, object>
        {
            public override void Process(Batch<T> batch)
            {
                foreach (var record in batch.Records)
                {
                    events.Add($"{record}");
                }
            }

            public override void Process(Watermark watermark) => events.Add($"W{watermark.Time}");

            public override void Process(StreamStatus status) => events.Add($"{status}");

            public override void Process(LatencyMarker marker) => events.Add("marker");
        }
    }
}
