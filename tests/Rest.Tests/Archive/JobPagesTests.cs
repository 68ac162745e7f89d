using System.Text.Json;
using Flink.Core.Configuration;
using Flink.Rest.Archive;
using Flink.Rest.Tests.Recorded;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Rest.Tests.Archive;

public sealed class JobPagesTests
{
    // What Flink's archive of the same job held, but for checkpoints and rescales, which have no endpoints yet.
    private static readonly string[] _ofFlink =
    [
        "/jobs/overview", "/jobs/{job}", "/jobs/{job}/accumulators", "/jobs/{job}/config", "/jobs/{job}/exceptions", "/jobs/{job}/jobmanager/config",
        "/jobs/{job}/jobmanager/environment", "/jobs/{job}/plan", "/jobs/{job}/vertices/{vertex}", "/jobs/{job}/vertices/{vertex}/subtasks/{subtask}/attempts/{attempt}",
        "/jobs/{job}/vertices/{vertex}/subtasks/{subtask}/attempts/{attempt}/accumulators", "/jobs/{job}/vertices/{vertex}/subtasktimes",
        "/jobs/{job}/vertices/{vertex}/taskmanagers",
    ];

    [Theory]
    [InlineData("finished-batch")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("accumulators-finished")]
    public async Task Pages_of_an_ended_job_are_the_same_when_it_comes_from_a_file(string state)
    {
        var cluster = new RecordedCluster(state);
        var summary = Assert.Single(await cluster.ListJobsAsync(CancellationToken.None));
        var outcome = (await cluster.FindOutcomeAsync(summary.Id, CancellationToken.None))!;
        var job = new FinishedJob((await cluster.FindJobAsync(summary.Id, CancellationToken.None))!, outcome.Result!, summary);
        var folder = Directory.CreateTempSubdirectory("flink-ended-jobs-test");
        try
        {
            using var files = new FinishedJobFiles(folder.FullName, cacheBytes: 0, InlineIo.Instance, NullLogger.Instance);
            var file = await files.WriteAsync(job);

            var read = await files.ReadAsync(file!);

            Assert.NotSame(job.Details, read.Details);
            var pages = new JobPages(FlinkConfiguration.Empty, static () => [], new StoppedClock());
            Assert.Equal(pages.Of(job), pages.Of(read));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Pages_of_an_ended_job_are_those_of_Flinks_archive_and_look_as_its_answers()
    {
        var (state, cluster) = (GoldenState.Load("finished-batch"), new RecordedCluster("finished-batch"));
        var summary = Assert.Single(await cluster.ListJobsAsync(CancellationToken.None));
        var details = (await cluster.FindJobAsync(summary.Id, CancellationToken.None))!;
        var outcome = (await cluster.FindOutcomeAsync(summary.Id, CancellationToken.None))!;
        var configuration = FlinkConfiguration.Empty.With("s3.secret-key", "never shown");

        var pages = new JobPages(configuration, static () => [], TimeProvider.System).Of(new FinishedJob(details, outcome.Result!, summary)).ToList();

        var endpoints = pages.ConvertAll(static page => new GoldenExchange
        {
            Name = page.Path,
            Method = "GET",
            Path = page.Path,
            Status = 200,
            ContentType = "",
            Response = JsonDocument.Parse(page.Json).RootElement,
        });
        Assert.Empty(_ofFlink.Except(endpoints.Select(static page => page.Endpoint)));
        Assert.Equal(pages.Count, pages.Select(static page => page.Path).Distinct().Count());
        Assert.All(pages, static page => Assert.DoesNotContain("never shown", page.Json));
        foreach (var page in endpoints.Where(page => state.Answer(page.Endpoint) is not null))
        {
            var recorded = state.All(page.Endpoint).Select(one => Shape.Compare(
                one.Response, page.Response, "$.job-execution-result.records-read", "$.job-execution-result.restarts"));
            var best = recorded.MinBy(static differences => differences.Count)!.Where(static difference => difference != "$.stream-graph is missing");
            Assert.True(!best.Any(), $"{page.Path}: {string.Join('\n', best)}");
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
