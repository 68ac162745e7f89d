using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Core.State;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Operators;

public class SinkOperatorTests
{
    [Fact]
    public void Writer_is_flushed_before_a_snapshot_and_finally_at_the_end()
    {
        List<string> calls = [];
        var env = Program.NewEnvironment();
        env.Read<int>().SinkTo(new LogSink(calls));
        var node = env.GetJobGraph().OperatorNamed("Sink: Log");
        HarnessSnapshot state;
        using (var harness = new OperatorHarness<int, object>(node))
        {
            state = harness.Push(1, 2).Snapshot();
            harness.EndInput();
        }

        Assert.Equal(["write 2", "flush False", "snapshot", "flush True", "dispose"], calls);
        calls.Clear();
        using var restored = new OperatorHarness<int, object>(node, new() { Restore = state });
        Assert.Equal(["restore 1"], calls);
    }

    private sealed class LogSink(List<string> calls) : Sink<int>
    {
        public override SinkWriter<int> CreateWriter(RuntimeContext context) => new Writer(calls);

        private sealed class Writer(List<string> calls) : SinkWriter<int>
        {
            public override void Restore(StateReader state) => calls.Add($"restore {state.OperatorEntries("log").Count()}");

            public override void Write(Batch<int> batch) => calls.Add($"write {batch.Count}");

            public override void Flush(bool endOfInput) => calls.Add($"flush {endOfInput}");

            public override void Snapshot(StateWriter state)
            {
                state.BeginOperatorEntry("log");
                calls.Add("snapshot");
            }

            public override void Dispose() => calls.Add("dispose");
        }
    }
}
