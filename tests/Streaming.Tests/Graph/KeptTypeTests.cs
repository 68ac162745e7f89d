using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Streaming.Tests.Graph;

public class KeptTypeTests
{
    [Fact]
    public void Records_that_no_checkpoint_could_hold_are_refused_with_operator_state_and_path()
    {
        var error = Assert.Throws<FlinkException>(() => Checkpointed().Reducing().GetJobGraph());

        Assert.StartsWith("'Keyed Reduce' cannot write its reduced records into checkpoints. Type '", error.Message, StringComparison.Ordinal);
        Assert.Contains("its part Handle is of type 'System.IntPtr'", error.Message, StringComparison.Ordinal);
        Assert.Contains("docs/types.md", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsRetryable);
    }

    [Fact]
    public void Without_checkpoints_a_job_may_keep_records_of_any_type() => Assert.NotNull(Program.NewEnvironment().Reducing().GetJobGraph());

    [Fact]
    public void Interval_in_the_configuration_counts_as_the_one_in_the_program()
    {
        var configured = FlinkConfiguration.Empty.With(CheckpointingOptions.Interval, TimeSpan.FromSeconds(1));

        Assert.Throws<FlinkException>(() => new StreamExecutionEnvironment(configured).Reducing().GetJobGraph());
    }

    [Fact]
    public void Keys_that_no_checkpoint_could_hold_are_refused()
    {
        var env = Checkpointed();
        env.Read<int>().KeyBy(x => new Tagged(x)).Process(new Passing()).SinkTo(new PrintSink<int>());

        var error = Assert.Throws<FlinkException>(() => env.GetJobGraph());

        Assert.StartsWith("'KeyedProcess' cannot write its keys into checkpoints. Type '", error.Message, StringComparison.Ordinal);
        Assert.Contains("its part Tag is of type", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broadcast_state_is_refused_by_its_name()
    {
        var env = Checkpointed();
        var rules = env.Read<int>("Rules").Broadcast(new MapStateDescriptor<string, Handled>("rules"));
        env.Read<int>().Connect(rules).Process(new Ruled()).SinkTo(new PrintSink<int>());

        var error = Assert.Throws<FlinkException>(() => env.GetJobGraph());

        Assert.StartsWith("'Co-Process-Broadcast' cannot write its state 'rules' into checkpoints. Type '", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_a_full_window_are_refused()
    {
        var env = Checkpointed();
        env.Read<Handled>().KeyBy(x => x.Key).FullWindowPartition().MapPartition<int>((records, _) => { }).SinkTo(new PrintSink<int>());

        Assert.StartsWith(
            "'MapPartition' cannot write its records into checkpoints.", Assert.Throws<FlinkException>(() => env.GetJobGraph()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_of_all_kinds_say_what_they_keep()
    {
        foreach (var windowed in Windowed<Handled>(record => record.Key))
        {
            var error = Assert.Throws<FlinkException>(() => windowed.GetJobGraph());
            Assert.Contains("cannot write its windows' contents into checkpoints. Type '", error.Message, StringComparison.Ordinal);
        }

        Assert.All(Windowed<int>(number => number), windowed => Assert.NotNull(windowed.GetJobGraph()));
    }

    private static IEnumerable<StreamExecutionEnvironment> Windowed<T>(Func<T, int> key)
    {
        Func<KeyedStream<T, int>, DataStream<T>>[] windows =
        [
            keyed => keyed.Window(TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(1))).Reduce((a, b) => a),
            keyed => keyed.Window(EventTimeSessionWindows.WithGap(TimeSpan.FromSeconds(1))).Reduce((a, b) => a),
            keyed => keyed.CountWindow(10).Reduce((a, b) => a),
            keyed => keyed.CountWindow(10, 5).Apply<T>((_, _, _, _) => { }),
            keyed => keyed.Window(SlidingEventTimeWindows.Of(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1))).Apply<T>((_, _, _, _) => { }),
        ];
        foreach (var window in windows)
        {
            var env = Checkpointed();
            window(env.Read<T>().KeyBy(key)).SinkTo(new PrintSink<T>());
            yield return env;
        }
    }

    private static StreamExecutionEnvironment Checkpointed() => Program.NewEnvironment().EnableCheckpointing(TimeSpan.FromSeconds(1));

    private sealed class Tagged(int key) : IStableKey<Tagged>
    {
        public object Tag { get; } = key;

        public ulong StableHashCode() => StableHash.Of((long)(int)Tag);

        public bool Equals(Tagged? other) => other is not null && Tag.Equals(other.Tag);

        public override bool Equals(object? obj) => Equals(obj as Tagged);

        public override int GetHashCode() => Tag.GetHashCode();
    }

    private sealed class Passing : KeyedProcessFunction<Tagged, int, int>
    {
        public override void ProcessElement(in int value, Context context, Collector<int> output) => output.Collect(value);
    }

    private sealed class Ruled : BroadcastProcessFunction<int, int, int>
    {
        public override void ProcessElement(in int value, ReadOnlyContext context, Collector<int> output) => output.Collect(value);

        public override void ProcessBroadcastElement(in int value, Context context, Collector<int> output) => output.Collect(value);
    }
}

internal readonly record struct Handled(int Key, nint Handle);

internal static class HandledPrograms
{
    public static StreamExecutionEnvironment Reducing(this StreamExecutionEnvironment environment)
    {
        environment.Read<Handled>().KeyBy(x => x.Key).Reduce((a, b) => a).SinkTo(new PrintSink<Handled>());
        return environment;
    }
}
