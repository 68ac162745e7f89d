using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests;

public class CollectedStreamTests
{
    [Fact]
    public async Task Records_are_given_as_they_come_and_the_result_afterwards()
    {
        var executor = new ScriptedExecutor<int>([1, 2, 3]);
        var results = Collect(executor);

        Assert.Equal([1, 2, 3], await results.ToListAsync(Timeout));
        Assert.Equal(JobStatus.Finished, (await results.Result).Status);
        Assert.Equal(executor.Graph!.Id, (await results.Job).JobId);
    }

    [Fact]
    public async Task Failure_of_the_job_is_thrown_after_the_records_before_it()
    {
        var results = Collect(new ScriptedExecutor<int>([1, 2], new FlinkException("disk full")));
        List<int> taken = [];

        var error = await Assert.ThrowsAsync<JobExecutionException>(async () =>
        {
            await foreach (var record in results.WithCancellation(Timeout))
            {
                taken.Add(record);
            }
        });

        Assert.Equal([1, 2], taken);
        Assert.Equal("disk full", error.InnerException!.Message);
        Assert.Equal(JobStatus.Failed, (await results.Result).Status);
    }

    [Fact]
    public async Task Job_is_cancelled_when_the_limit_is_reached()
    {
        var results = Collect(new ScriptedExecutor<int>(Enumerable.Range(0, 1_000_000)), limit: 5);

        Assert.Equal([0, 1, 2, 3, 4], await results.ToListAsync(Timeout));
        Assert.Equal(JobStatus.Canceled, (await results.Result).Status);
    }

    [Fact]
    public async Task Job_waits_while_records_are_not_taken_and_is_cancelled_when_the_enumeration_ends_early()
    {
        var executor = new ScriptedExecutor<int>(Enumerable.Range(0, 1_000_000));
        var results = Collect(executor);

        await foreach (var record in results.WithCancellation(Timeout))
        {
            Assert.Equal(0, record);
            break;
        }

        Assert.Equal(JobStatus.Canceled, (await results.Result).Status);
        Assert.InRange(executor.Written, 1, 100_000);
    }

    [Fact]
    public async Task Result_is_enumerated_once()
    {
        var results = Collect(new ScriptedExecutor<int>([1]));
        await results.ToListAsync(Timeout);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await results.ToListAsync(Timeout));
    }

    [Fact]
    public async Task Environment_forgets_what_it_executed()
    {
        var executor = new ScriptedExecutor<int>([1]);
        var env = new StreamExecutionEnvironment(FlinkConfiguration.Empty, executor);
        var numbers = env.Read<int>();
        await numbers.Map(x => x).Name("First").ExecuteAndCollectAsync().ToListAsync(Timeout);
        await numbers.Map(x => x).Name("Second").ExecuteAndCollectAsync(jobName: "again").ToListAsync(Timeout);

        Assert.Equal("again", executor.Graph!.Name);
        Assert.Contains("Second", executor.Graph.Vertices[0].Name, StringComparison.Ordinal);
        Assert.DoesNotContain("First", executor.Graph.Vertices[0].Name, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => env.ExecuteAsync());
    }

    private static CancellationToken Timeout => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    private static CollectedStream<int> Collect(IPipelineExecutor executor, int? limit = null) =>
        new StreamExecutionEnvironment(FlinkConfiguration.Empty, executor).SetParallelism(1).Read<int>().Map(x => x).ExecuteAndCollectAsync(limit);
}
