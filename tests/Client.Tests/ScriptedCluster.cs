using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Rest;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;

namespace Flink.Client.Tests;

/// <summary>A REST endpoint in front of a dispatcher that keeps what is submitted and lets jobs end as the test says.</summary>
internal sealed class ScriptedCluster : IDispatcherGateway, IResourceManagerGateway, IAsyncDisposable
{
    private readonly Dictionary<JobId, JobSubmission> _jobs = [];
    private RestServer? _server;

    /// <summary>What was submitted, in order; programs as the bytes of their zips.</summary>
    public List<(JobSubmission Submission, byte[] Program)> Submitted { get; } = [];

    /// <summary>The cached files that came with jobs.</summary>
    public List<byte[]> CachedFiles { get; } = [];

    /// <summary>How a submitted job has ended; null while it runs.</summary>
    public Func<JobSubmission, JobResult?> End { get; set; } = static _ => null;

    /// <summary>Questions that are answered with an error before any is answered well.</summary>
    public Queue<Exception> Failures { get; } = [];

    public int Port => _server!.Port;

    public string Address => $"http://127.0.0.1:{Port}/";

    public static async Task<ScriptedCluster> StartAsync(FlinkConfiguration? configuration = null)
    {
        var cluster = new ScriptedCluster();
        cluster._server = await RestServer.StartAsync(new RestServices
        {
            Dispatcher = cluster,
            ResourceManager = cluster,
            Configuration = (configuration ?? FlinkConfiguration.Empty).With("rest.bind-port", "0"),
            ReadMetrics = static () => [],
        });
        return cluster;
    }

    public async Task SubmitAsync(JobSubmission submission, CancellationToken cancellation)
    {
        Fail();
        if (submission.Name == "refused")
        {
            throw new JobRejectedException("This cluster takes no job of that name. Give it another.");
        }

        Submitted.Add((submission, submission.ProgramArchive is { } path ? await File.ReadAllBytesAsync(path, cancellation) : []));
        foreach (var file in submission.CachedFiles)
        {
            CachedFiles.Add(await File.ReadAllBytesAsync(file, cancellation));
        }

        if (!_jobs.TryAdd(submission.Id, submission))
        {
            throw new JobRejectedException("The id is taken.");
        }
    }

    /// <summary>Pieces of results that jobs have for their programs.</summary>
    public List<ReadOnlyMemory<byte>> Results { get; } = [];

    public Task<ResultPage?> FetchResultsAsync(JobId job, long stream, long from, CancellationToken cancellation)
    {
        Fail();
        var page = Results.Skip((int)from).Take(2).ToList();
        return Task.FromResult(_jobs.ContainsKey(job) ? new ResultPage(from, page, from + page.Count == Results.Count) : null);
    }

    public Task<JobOutcome?> FindOutcomeAsync(JobId job, CancellationToken cancellation)
    {
        Fail();
        return Task.FromResult(_jobs.TryGetValue(job, out var submission)
            ? new JobOutcome(End(submission), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)
            : null);
    }

    public Task<JobStatus?> FindStatusAsync(JobId job, CancellationToken cancellation)
    {
        Fail();
        return Task.FromResult<JobStatus?>(_jobs.ContainsKey(job) ? JobStatus.Running : null);
    }

    public Task<CancelOutcome> CancelAsync(JobId job, CancellationToken cancellation) =>
        Task.FromResult(_jobs.ContainsKey(job) ? CancelOutcome.Accepted : CancelOutcome.UnknownJob);

    public Task<IReadOnlyList<JobSummary>> ListJobsAsync(CancellationToken cancellation)
    {
        Fail();
        return Task.FromResult<IReadOnlyList<JobSummary>>([.. _jobs.Values.Select(static job => new JobSummary
        {
            Id = job.Id,
            Name = job.Name,
            Status = JobStatus.Running,
            Started = DateTimeOffset.UnixEpoch,
            LastModified = DateTimeOffset.UnixEpoch,
            Tasks = new Dictionary<Runtime.TaskManager.ExecutionState, int> { [Runtime.TaskManager.ExecutionState.Running] = 2 },
        })]);
    }

    public Task<JobDetails?> FindJobAsync(JobId job, CancellationToken cancellation) => Task.FromResult<JobDetails?>(null);

    /// <summary>Until when the clients of jobs said that they live.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<DateTimeOffset> Heartbeats { get; } = new();

    public Task ReportClientAsync(JobId job, DateTimeOffset expires, CancellationToken cancellation)
    {
        Heartbeats.Enqueue(expires);
        return Task.CompletedTask;
    }

    public Task ShutDownAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<TaskManagerDetails>> ListTaskManagersAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<TaskManagerDetails>>([]);

    public Task<TaskManagerDetails?> FindTaskManagerAsync(string taskManagerId, CancellationToken cancellation) => Task.FromResult<TaskManagerDetails?>(null);

    public Task<IReadOnlyList<MetricSample>?> ReadMetricsAsync(string taskManagerId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<MetricSample>?>(null);

    public Task<IReadOnlyList<LogFile>?> ListLogsAsync(string taskManagerId, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<LogFile>?>(null);

    public Task<LogPiece?> ReadLogAsync(string taskManagerId, LogFileName file, long offset, int count, CancellationToken cancellation) =>
        Task.FromResult<LogPiece?>(null);

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private void Fail()
    {
        if (Failures.TryDequeue(out var failure))
        {
            throw failure;
        }
    }
}
