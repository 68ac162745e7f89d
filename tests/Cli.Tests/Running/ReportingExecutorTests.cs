using Flink.Cli.Running;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Cli.Tests.Running;

public sealed class ReportingExecutorTests
{
    [Fact]
    public async Task Job_can_be_interrupted_as_soon_as_the_user_reads_of_it()
    {
        using var output = new Listener();
        var executor = new ReportingExecutor(new OneJob(), new JobReport(output, NullLogger<JobReport>.Instance));
        var running = new List<int>();
        output.LineWritten = _ => running.Add(executor.Running.Count);

        await executor.SubmitAsync(Graph(), FlinkConfiguration.Empty);

        Assert.Equal([1], running);
    }

    [Fact]
    public async Task End_of_a_short_job_is_reported_after_its_submission()
    {
        using var output = new Listener();
        var executor = new ReportingExecutor(new OneJob(hasEnded: true), new JobReport(output, NullLogger<JobReport>.Instance));
        var job = await executor.SubmitAsync(Graph(), FlinkConfiguration.Empty);

        await job.GetResultAsync();

        Assert.Matches("^Job has been submitted with JobID [0-9a-f]{32}\n+Program execution finished", output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Detached_job_that_the_program_did_not_wait_for_is_no_failure_and_has_no_end_to_report()
    {
        using var output = new StringWriter();
        var executor = new ReportingExecutor(new DetachedExecutor(new OneJob()), new JobReport(output, NullLogger<JobReport>.Instance));
        await executor.SubmitAsync(Graph(), FlinkConfiguration.Empty);

        await executor.WaitForAllAsync();

        Assert.Matches("^Job has been submitted with JobID [0-9a-f]{32}\n$", output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Job_that_does_not_end_when_it_is_cancelled_is_told_of_and_not_waited_for()
    {
        using var output = new StringWriter();
        var executor = new ReportingExecutor(new OneJob(), new JobReport(output, NullLogger<JobReport>.Instance));
        await executor.SubmitAsync(Graph(), FlinkConfiguration.Empty);
        List<(JobId Job, Exception Error)> failed = [];

        await executor.CancelAllAsync(TimeSpan.FromMilliseconds(1), (job, error) => failed.Add((job, error)));

        var (cancelled, why) = Assert.Single(failed);
        Assert.Equal(Graph().Id, cancelled);
        Assert.IsType<FlinkException>(why);
    }

    [Fact]
    public async Task Whatever_cancelling_throws_is_told_of()
    {
        using var output = new StringWriter();
        var thrown = new HttpRequestException("gone");
        var executor = new ReportingExecutor(new OneJob(cancelling: thrown), new JobReport(output, NullLogger<JobReport>.Instance));
        await executor.SubmitAsync(Graph(), FlinkConfiguration.Empty);
        List<Exception> failed = [];

        await executor.CancelAllAsync(TimeSpan.FromMinutes(10), (_, error) => failed.Add(error));

        Assert.Equal([thrown], failed);
    }

    private static JobGraph Graph() => new() { Id = new JobId(new Id128(1, 2)), Name = "job", Vertices = [], Edges = [] };

    private sealed class Listener : StringWriter
    {
        public Action<string?>? LineWritten { get; set; }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            LineWritten?.Invoke(value);
        }
    }

    private sealed class OneJob(bool hasEnded = false, Exception? cancelling = null) : IPipelineExecutor, IJobClient
    {
        private readonly TaskCompletionSource _never = new();

        public JobId JobId { get; private set; }

        public bool FetchesResults => false;

        public Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
        {
            JobId = graph.Id;
            return Task.FromResult<IJobClient>(this);
        }

        public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => Task.FromResult(JobStatus.Running);

        public Task CancelAsync(CancellationToken cancellation = default) =>
            cancelling is null ? Task.CompletedTask : Task.FromException(cancelling);

        public async Task<JobResult> GetResultAsync(CancellationToken cancellation = default)
        {
            if (!hasEnded)
            {
                await _never.Task.WaitAsync(cancellation);
            }

            return new JobResult
            {
                JobId = JobId,
                JobName = "job",
                Status = JobStatus.Finished,
                NetRuntime = TimeSpan.Zero,
                Accumulators = new Dictionary<string, object?>(),
                RecordsRead = 0,
            };
        }
    }
}
