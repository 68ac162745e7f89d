using System.Text;
using System.Text.Json;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.TaskManager;

namespace Flink.Rest.Tests.Recorded;

/// <summary>A cluster whose views are in a recorded state. What the recording does not tell is left out.</summary>
internal sealed class RecordedCluster : IDispatcherGateway, IResourceManagerGateway
{
    private static readonly GoldenState _running = GoldenState.Load("running");

    private readonly GoldenState _state;
    private readonly Dictionary<JobId, JobDetails> _jobs = [];
    private readonly Dictionary<JobId, JobOutcome> _outcomes = [];
    private readonly List<TaskManagerDetails> _taskManagers;
    private readonly List<JobSummary> _summaries = [];

    public RecordedCluster(string state)
    {
        _state = GoldenState.Load(state);

        // The errors were asked about a job that had finished.
        var of = state == "errors" ? GoldenState.Load("finished-batch") : _state;
        if (RecordedJob.Of(of) is { } job)
        {
            _jobs.Add(job.Id, job);
            _outcomes.Add(job.Id, Outcome(of.Answer("/jobs/{job}/execution-result")!.Value, job));
        }

        _summaries = _state.Answer("/jobs/overview") is { } overview
            ? [.. overview.GetProperty("jobs").EnumerateArray().Select(Summary)]
            : [.. _jobs.Values.Select(Summary)];
        var taskManagers = state == "jobmanager-only" ? _state : _running;
        _taskManagers = [.. taskManagers.Answer("/taskmanagers")!.Value.GetProperty("taskmanagers").EnumerateArray().Select(TaskManager)];
        Samples = [.. RecordedMetrics.OfJob(of, _jobs.Values.FirstOrDefault())];
        JobManagerSamples = [.. RecordedMetrics.OfProcess(_state.Answer("/jobmanager/metrics")), .. RecordedMetrics.OfWholeJob(of), .. RecordedMetrics.OfAnyJob(_state, _summaries)];
    }

    public IReadOnlyList<MetricSample> Samples { get; }

    public IReadOnlyList<MetricSample> JobManagerSamples { get; }

    public List<JobSubmission> Submitted { get; } = [];

    public bool IsShutDown { get; private set; }

    /// <summary>How often a TaskManager was asked for its metrics.</summary>
    public int MetricReads { get; private set; }

    public Task<IReadOnlyList<JobSummary>> ListJobsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<JobSummary>>(_summaries);

    public Task<JobDetails?> FindJobAsync(JobId job, CancellationToken cancellation) => Task.FromResult(_jobs.GetValueOrDefault(job));

    public Task<JobStatus?> FindStatusAsync(JobId job, CancellationToken cancellation) => Task.FromResult(_jobs.GetValueOrDefault(job)?.Status);

    public Task<JobOutcome?> FindOutcomeAsync(JobId job, CancellationToken cancellation) => Task.FromResult(_outcomes.GetValueOrDefault(job));

    public Task<ResultPage?> FetchResultsAsync(JobId job, long stream, long from, CancellationToken cancellation) =>
        Task.FromResult(_outcomes.ContainsKey(job) ? new ResultPage(from, [], HasEnded: true) : null);

    public Task SubmitAsync(JobSubmission submission, CancellationToken cancellation)
    {
        Submitted.Add(submission);
        return Task.CompletedTask;
    }

    public Task<CancelOutcome> CancelAsync(JobId job, CancellationToken cancellation) => Task.FromResult(
        !_jobs.TryGetValue(job, out var known) ? CancelOutcome.UnknownJob
        : known.Status is JobStatus.Finished or JobStatus.Failed ? CancelOutcome.HadEnded
        : CancelOutcome.Accepted);

    public Task ReportClientAsync(JobId job, DateTimeOffset expires, CancellationToken cancellation) => Task.CompletedTask;

    public Task ShutDownAsync(CancellationToken cancellation)
    {
        IsShutDown = true;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<TaskManagerDetails>> ListTaskManagersAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<TaskManagerDetails>>(_taskManagers);

    public Task<TaskManagerDetails?> FindTaskManagerAsync(string taskManagerId, CancellationToken cancellation) => Task.FromResult(Find(taskManagerId));

    public Task<IReadOnlyList<MetricSample>?> ReadMetricsAsync(string taskManagerId, CancellationToken cancellation)
    {
        MetricReads++;
        return Task.FromResult<IReadOnlyList<MetricSample>?>(
            Find(taskManagerId) is null ? null : [.. RecordedMetrics.OfProcess(_running.Answer("/taskmanagers/{tm}/metrics")), .. Samples]);
    }

    public Task<IReadOnlyList<LogFile>?> ListLogsAsync(string taskManagerId, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<LogFile>?>(
        Find(taskManagerId) is null ? null : [new LogFile("flink.log", 3, DateTimeOffset.UnixEpoch)]);

    public Task<LogPiece?> ReadLogAsync(string taskManagerId, LogFileName file, long offset, int count, CancellationToken cancellation) =>
        Task.FromResult(
            Find(taskManagerId) is null || file.Name == "nothing.log" ? null : new LogPiece(offset == 0 ? Encoding.UTF8.GetBytes("log") : [], 3));

    private static JobOutcome Outcome(JsonElement answer, JobDetails job)
    {
        var started = job.Entered[JobStatus.Initializing];
        if (!answer.TryGetProperty("job-execution-result", out var result))
        {
            return new JobOutcome(null, started, null);
        }

        return new JobOutcome(
            new JobResult
            {
                JobId = job.Id,
                JobName = job.Name,
                Status = job.Status,
                NetRuntime = TimeSpan.FromMilliseconds(result.GetProperty("net-runtime").GetInt64()),
                Accumulators = result.GetProperty("accumulator-results").EnumerateObject().ToDictionary(static one => one.Name, static _ => (object?)1L),
                RecordsRead = 0,
                Failure = job.Status == JobStatus.Failed ? new InvalidOperationException("deliberate") : null,
            },
            started,
            job.Entered[job.Status]);
    }

    private static JobSummary Summary(JobDetails job) => new()
    {
        Id = job.Id,
        Name = job.Name,
        Status = job.Status,
        Started = job.Entered[JobStatus.Initializing],
        LastModified = job.Entered.Values.Max(),
        Tasks = job.Vertices.SelectMany(static vertex => vertex.Subtasks).GroupBy(static one => one.Current.State)
            .ToDictionary(static group => group.Key, static group => group.Count()),
    };

    private static JobSummary Summary(JsonElement job) => new()
    {
        Id = RecordedJob.Id(job.GetProperty("jid")),
        Name = job.GetProperty("name").GetString()!,
        Status = Enum.Parse<JobStatus>(job.GetProperty("state").GetString()!, ignoreCase: true),
        Started = RecordedJob.Time(job.GetProperty("start-time")),
        Ended = job.GetProperty("end-time").GetInt64() < 0 ? null : RecordedJob.Time(job.GetProperty("end-time")),
        LastModified = RecordedJob.Time(job.GetProperty("last-modification")),
        IsScheduled = job.GetProperty("schedulerType").ValueKind != JsonValueKind.Null,
        Tasks = job.GetProperty("tasks").EnumerateObject().Where(static one => one.Name != "total")
            .ToDictionary(static one => Enum.Parse<ExecutionState>(one.Name, ignoreCase: true), static one => one.Value.GetInt32()),
    };

    private static TaskManagerDetails TaskManager(JsonElement one)
    {
        var hardware = one.GetProperty("hardware");
        var memory = one.GetProperty("memoryConfiguration");
        return new TaskManagerDetails
        {
            Id = one.GetProperty("id").GetString()!,
            Path = one.GetProperty("path").GetString()!,
            DataPort = one.GetProperty("dataPort").GetInt32(),
            LastHeartbeat = RecordedJob.Time(one.GetProperty("timeSinceLastHeartbeat")),
            Slots = one.GetProperty("slotsNumber").GetInt32(),
            FreeSlots = one.GetProperty("freeSlots").GetInt32(),
            Total = Resource(one.GetProperty("totalResource")),
            Free = Resource(one.GetProperty("freeResource")),
            Hardware = new HardwareFigures(
                hardware.GetProperty("cpuCores").GetInt32(),
                hardware.GetProperty("physicalMemory").GetInt64(),
                hardware.GetProperty("freeMemory").GetInt64(),
                hardware.GetProperty("managedMemory").GetInt64()),
            Memory = new MemoryFigures
            {
                FrameworkHeap = memory.GetProperty("frameworkHeap").GetInt64(),
                TaskHeap = memory.GetProperty("taskHeap").GetInt64(),
                FrameworkOffHeap = memory.GetProperty("frameworkOffHeap").GetInt64(),
                TaskOffHeap = memory.GetProperty("taskOffHeap").GetInt64(),
                Network = memory.GetProperty("networkMemory").GetInt64(),
                Managed = memory.GetProperty("managedMemory").GetInt64(),
                Metaspace = memory.GetProperty("jvmMetaspace").GetInt64(),
                Overhead = memory.GetProperty("jvmOverhead").GetInt64(),
                TotalFlink = memory.GetProperty("totalFlinkMemory").GetInt64(),
                TotalProcess = memory.GetProperty("totalProcessMemory").GetInt64(),
            },
            Allocated = [.. Enumerable.Range(0, one.GetProperty("slotsNumber").GetInt32() - one.GetProperty("freeSlots").GetInt32())
                .Select(_ => new AllocatedSlot(default, Resource(one.GetProperty("totalResource")), one.GetProperty("assignedTasks").GetInt32() / 2))],
        };
    }

    private static ResourceFigures Resource(JsonElement resource) => new(
        resource.GetProperty("cpuCores").GetDouble(),
        resource.GetProperty("taskHeapMemory").GetInt64() << 20,
        resource.GetProperty("taskOffHeapMemory").GetInt64() << 20,
        resource.GetProperty("managedMemory").GetInt64() << 20,
        resource.GetProperty("networkMemory").GetInt64() << 20);

    private TaskManagerDetails? Find(string id) => _taskManagers.Find(one => one.Id == id);
}
