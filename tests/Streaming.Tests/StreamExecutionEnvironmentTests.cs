using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests;

[Collection(nameof(StreamExecutionEnvironmentTests))]
[CollectionDefinition(nameof(StreamExecutionEnvironmentTests), DisableParallelization = true)]
public class StreamExecutionEnvironmentTests
{
    [Fact]
    public void Launcher_configuration_is_what_programs_start_from_and_may_overrule()
    {
        var launcher = FlinkConfiguration.Empty.With(CoreOptions.DefaultParallelism.Key, "7", ConfigOrigin.Program);
        using (PipelineExecutors.Use(new ScriptedExecutor<int>([]), launcher))
        {
            Assert.Equal(7, StreamExecutionEnvironment.GetExecutionEnvironment().Parallelism);
            var program = FlinkConfiguration.Empty.With(CoreOptions.DefaultParallelism, 3);
            Assert.Equal(3, StreamExecutionEnvironment.GetExecutionEnvironment(program).Parallelism);
        }

        Assert.Equal(Environment.ProcessorCount, StreamExecutionEnvironment.GetExecutionEnvironment().Parallelism);
    }

    [Fact]
    public void Settings_reach_the_job_graph()
    {
        var env = Program.NewEnvironment(3).SetMaxParallelism(12).SetBufferTimeout(TimeSpan.FromMilliseconds(7));
        env.Read<int>().SinkTo(new PrintSink<int>());

        var graph = env.GetJobGraph("named");

        Assert.Equal("named", graph.Name);
        Assert.Equal(TimeSpan.FromMilliseconds(7), graph.BufferTimeout);
        Assert.Equal((3, 12), (graph.Vertices[0].Parallelism, graph.Vertices[0].MaxParallelism));
        env.SetBufferTimeout(Timeout.InfiniteTimeSpan);
        Assert.Equal(Timeout.InfiniteTimeSpan, env.GetJobGraph().BufferTimeout);
    }

    [Fact]
    public void Interval_of_latency_markers_is_the_jobs_where_it_is_configured()
    {
        var silent = Program.NewEnvironment(1);
        silent.Read<int>().SinkTo(new PrintSink<int>());
        var env = new StreamExecutionEnvironment(FlinkConfiguration.Empty.With(MetricOptions.LatencyInterval.Key, "2 s"));
        env.Read<int>().SinkTo(new PrintSink<int>());

        Assert.Null(silent.GetJobGraph().LatencyInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), env.GetJobGraph().LatencyInterval);
    }

    [Fact]
    public void Configured_name_is_the_name_of_jobs_that_have_none()
    {
        var env = new StreamExecutionEnvironment(FlinkConfiguration.Empty.With(PipelineOptions.Name, "nightly"));
        env.Read<int>().SinkTo(new PrintSink<int>());

        Assert.Equal("nightly", env.GetJobGraph().Name);
        Assert.Equal("other", env.GetJobGraph("other").Name);
    }

    [Fact]
    public async Task Failed_job_throws_with_its_result()
    {
        var env = new StreamExecutionEnvironment(FlinkConfiguration.Empty, new ScriptedExecutor<int>([], new IOException("disk full")));
        _ = env.Read<int>().Map(x => x).ExecuteAndCollectAsync();
        env.Read<int>().SinkTo(new Flink.Streaming.Sinks.DiscardingSink<int>()).Name("Collect");

        var error = await Assert.ThrowsAsync<JobExecutionException>(() => env.ExecuteAsync("doomed"));

        Assert.Contains("'doomed'", error.Message, StringComparison.Ordinal);
        Assert.Contains("disk full", error.Message, StringComparison.Ordinal);
        Assert.Equal(JobStatus.Failed, error.Result.Status);
    }

    [Fact]
    public void Short_forms_of_sources_keep_the_order_of_a_collection()
    {
        var env = Program.NewEnvironment(4);
        env.FromElements(1, 2, 3).Print();
        env.FromSequence(1, 10).Print();

        var graph = env.GetJobGraph();

        Assert.Equal(1, graph.VertexNamed("Source: Collection Source").Parallelism);
        Assert.Equal(4, graph.VertexNamed("Source: Sequence Source -> Sink: Print to Std. Out").Parallelism);
    }
}
