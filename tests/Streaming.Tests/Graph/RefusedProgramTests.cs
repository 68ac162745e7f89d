using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Graph;

public class RefusedProgramTests
{
    [Fact]
    public void Empty_program_is_refused()
    {
        var env = Program.NewEnvironment();
        env.Read<int>();

        Assert.Contains("nothing to execute", Assert.Throws<InvalidOperationException>(() => env.GetJobGraph()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parallelism_above_max_parallelism_is_refused()
    {
        var env = Program.NewEnvironment();
        env.Read<int>().Map(x => x).SetParallelism(9).SetMaxParallelism(8).SinkTo(new PrintSink<int>());

        var error = Assert.Throws<InvalidOperationException>(() => env.GetJobGraph());

        Assert.Contains("'Map' has parallelism 9 but only 8 key groups", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_between_different_parallelisms_is_refused()
    {
        var env = Program.NewEnvironment(2);
        env.Read<int>().SetParallelism(1).Forward().Map(x => x).SinkTo(new PrintSink<int>());

        var error = Assert.Throws<InvalidOperationException>(() => env.GetJobGraph());

        Assert.Contains("'Source: Numbers' has 1 and 'Map' has 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Full_window_over_an_unbounded_source_is_refused()
    {
        var env = Program.NewEnvironment();
        env.Read<int>("Ticks", Boundedness.ContinuousUnbounded).Map(x => x).KeyBy(x => x).FullWindowPartition().Reduce((a, b) => a)
            .SinkTo(new PrintSink<int>());

        var error = Assert.Throws<InvalidOperationException>(() => env.GetJobGraph());

        Assert.Contains("'Source: Ticks' never does", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_without_value_equality_is_refused_at_key_by()
    {
        var env = Program.NewEnvironment();

        Assert.Throws<UnsupportedTypeException>(() => env.Read<Plain>().KeyBy(x => x));
        var error = Assert.Throws<UnsupportedTypeException>(() => env.Read<Plain>().KeyBy(x => (1, new List<Plain> { x })));

        Assert.Equal("Item2[]", error.Path);
        Assert.Equal(typeof(Plain), error.Culprit);
        Assert.Contains("Make it a record, or implement IStableKey. Key by the fields that identify it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RuntimeExecutionMode.Batch)]
    [InlineData(RuntimeExecutionMode.Automatic)]
    public void Other_modes_than_streaming_are_refused(RuntimeExecutionMode mode)
    {
        Assert.Contains("not there yet", Assert.Throws<FlinkException>(() => Program.NewEnvironment().SetRuntimeMode(mode)).Message, StringComparison.Ordinal);
        var configured = FlinkConfiguration.Empty.With(ExecutionOptions.RuntimeMode, mode);
        Assert.Throws<FlinkException>(() => StreamExecutionEnvironment.GetExecutionEnvironment(configured));
    }

    [Fact]
    public void Union_over_environments_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Program.NewEnvironment().Read<int>().Union(Program.NewEnvironment().Read<int>()));
    }

    [Fact]
    public void Non_parallel_operator_refuses_another_parallelism()
    {
        var map = Program.NewEnvironment(4).Read<int>().Map(x => x).ForceNonParallel();

        Assert.Throws<InvalidOperationException>(() => map.SetParallelism(2));
    }

    [Fact]
    public void Field_that_cannot_be_written_is_refused_with_its_name()
    {
        var keyed = Program.NewEnvironment().Read<ReadOnly>().KeyBy(x => x.Key);

        Assert.Contains("ReadOnly.Total", Assert.Throws<ArgumentException>(() => keyed.Sum(x => x.Total)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => keyed.Sum(x => x.Total + 1));
    }

    private sealed class Plain;

    private readonly struct ReadOnly(string key, int total)
    {
        public string Key { get; } = key;

        public int Total { get; } = total;
    }
}
