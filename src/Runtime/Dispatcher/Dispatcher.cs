using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Serialization;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.JobManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Dispatcher;

/// <summary>Takes jobs in, keeps them for the next leader, gives each a master, and remembers how they ended: one endpoint for each term of leadership.</summary>
/// <remarks>
/// A job is accepted when it is stored, and gone when its result is: the order of its end is result stored, result shown, everything of the
/// job removed, result marked as clean. Whoever takes over in between goes on where the one before stopped.
/// </remarks>
public sealed class Dispatcher : RpcEndpoint
{
    private static readonly TimeSpan _resultPatience = TimeSpan.FromSeconds(2);

    private readonly LeaderSession _session;
    private readonly DispatcherParts _parts;
    private readonly DispatcherSettings _settings;
    private readonly Dictionary<JobId, RunningJob> _running = [];
    private readonly HashSet<JobId> _arriving = [];
    private readonly TaskCompletionSource _recovery = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EndedJobs _ended;
    private bool _isStopping;

    /// <summary>A dispatcher for one term.</summary>
    /// <param name="session">The term.</param>
    /// <param name="settings">How it keeps jobs.</param>
    /// <param name="parts">What it works with.</param>
    /// <param name="logger">For what people should know.</param>
    public Dispatcher(LeaderSession session, DispatcherSettings settings, DispatcherParts parts, ILogger logger)
        : base(LeaderComponents.Dispatcher, logger)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
        _settings = settings;
        _parts = parts;
        _ended = new EndedJobs(parts.Finished, session.Results, Recovery, logger);
        Token = session.Token;
    }

    /// <summary>Completes when the jobs of the leader before are taken over; fails when the term ended first.</summary>
    public Task Recovery => _recovery.Task;

    /// <summary>Jobs that have not ended; from any thread, where it is a little late.</summary>
    public int RunningJobs => _running.Count;

    private EndpointAddress ResourceManager => new(Rpc.Address, LeaderComponents.ResourceManager);

    /// <summary>Runs something in the endpoint and brings its result; from any thread.</summary>
    /// <exception cref="FlinkException">The term has ended.</exception>
    internal Task<T> Ask<T>(Func<Task<T>> work) => EndpointQuestion.Ask(this, work, NotLeading.Exception);

    /// <summary>All jobs that are known, the newest first.</summary>
    internal async Task<IReadOnlyList<JobSummary>> ListAsync()
    {
        _ended.RequireAll();
        var summaries = _parts.Finished.List().ToList();
        foreach (var job in _running.Values.ToArray())
        {
            summaries.Add(job.Finished?.Summary ?? await job.Master.SummarizeAsync());
        }

        // A job may have ended while the others were asked.
        return [.. summaries.DistinctBy(static job => job.Id)
            .OrderByDescending(static job => job.Started).ThenBy(static job => job.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>One job; null when it is unknown.</summary>
    internal async Task<JobDetails?> FindAsync(JobId job) =>
        _running.TryGetValue(job, out var running) ? await running.Master.DescribeAsync() : (await _ended.FindAsync(job))?.Details;

    /// <summary>A job's state; null when it is unknown.</summary>
    internal async Task<JobStatus?> StatusOfAsync(JobId job) =>
        _running.TryGetValue(job, out var running) ? running.Master.Status : await _ended.StatusOfAsync(job);

    /// <summary>How a job ended, or that it has not; null when it is unknown.</summary>
    internal async Task<JobOutcome?> OutcomeOfAsync(JobId job) => _running.TryGetValue(job, out var running)
        ? new JobOutcome(null, (await running.Master.SummarizeAsync()).Started, null)
        : (await _ended.FindAsync(job))?.Outcome;

    /// <summary>Results that a job's tasks have sent to its program; null when the job is unknown.</summary>
    internal async Task<ResultPage?> FetchResultsAsync(JobId job, long stream, long from) =>
        _running.TryGetValue(job, out var running) ? await running.Master.FetchResultsAsync(stream, from, _resultPatience)
        : await StatusOfAsync(job) is null ? null
        : new ResultPage(from, [], HasEnded: true);

    /// <summary>Takes a job in.</summary>
    internal async Task SubmitAsync(JobSubmission submission, CancellationToken cancellation)
    {
        await _recovery.Task;
        if (!_arriving.Add(submission.Id))
        {
            throw Taken(submission.Id);
        }

        try
        {
            if (IsKnown(submission.Id) || await _session.Results.GetAsync(submission.Id) is not null)
            {
                throw Taken(submission.Id);
            }

            await AcceptAsync(submission, cancellation);
        }
        finally
        {
            _arriving.Remove(submission.Id);
        }
    }

    /// <summary>Asks for the cancellation of a job.</summary>
    internal async Task<CancelOutcome> CancelAsync(JobId job)
    {
        if (_running.TryGetValue(job, out var running))
        {
            await running.Master.CancelAsync();
        }

        return await StatusOfAsync(job) switch
        {
            null => CancelOutcome.UnknownJob,
            JobStatus.Finished or JobStatus.Failed => CancelOutcome.HadEnded,
            _ => CancelOutcome.Accepted,
        };
    }

    /// <summary>A job's client lives, and its next sign of life comes before a time.</summary>
    internal void HeardOfClient(JobId job, DateTimeOffset expires) => _running.GetValueOrDefault(job)?.Master.HeardOfClient(expires);

    /// <inheritdoc/>
    protected override void Started() => Recover();

    /// <inheritdoc/>
    protected override async Task StoppingAsync()
    {
        _isStopping = true;
        _recovery.TrySetException(NotLeading.Exception());
        List<JobMaster> ending = [];
        foreach (var job in _running.Values.ToArray())
        {
            // Who stops while it leads will not lead again.
            if (await job.Master.SuspendAsync("The JobManager does not lead any more.", mayResume: _session.Lost.IsCancellationRequested))
            {
                job.IsHandedOver = true;
                DispatcherLog.Suspended(Logger, job.Job.Name, job.Job.Id);
                _parts.Suspended.Add(job.Master, _session.Epoch);
            }
            else
            {
                ending.Add(job.Master);
            }
        }

        if (!_session.Lost.IsCancellationRequested)
        {
            ending.AddRange(_parts.Suspended.TakeAll());
        }

        foreach (var job in _running.Values)
        {
            job.Metrics?.Dispose();
        }

        // One after the other: what waits for several tasks at once goes on wherever the last of them ends.
        foreach (var master in ending)
        {
            await LetGoAsync(master);
        }
    }

    private async Task LetGoAsync(JobMaster master)
    {
        await master.SuspendAsync("Another master goes on with the job.", mayResume: false);
        await master.Result;
        await Rpc.UnregisterAsync(master);
    }

    private static JobRejectedException Taken(JobId job) =>
        new($"There is, or was, a job {job} already: a job is submitted once. Run the program again, which makes a new id.");

    private bool IsKnown(JobId job) => _running.ContainsKey(job) || _parts.Finished.StatusOf(job) is not null;

    private async Task AcceptAsync(JobSubmission submission, CancellationToken cancellation)
    {
        try
        {
            var program = submission.ProgramArchive is { } archive
                ? await _parts.Programs.PutAsync(submission.Id, archive, cancellation)
                : null;
            var files = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in submission.CachedFiles)
            {
                files.Add(await _parts.Programs.PutAsync(submission.Id, file, cancellation));
            }

            var job = StoredJob.Of(submission, program);
            var master = await _parts.Masters.CreateAsync(job, _session, ResourceManager, isRecovered: false);
            RequireFiles(master.Job, files);
            await (_session.HasSuccessors ? _session.Jobs.PutAsync(job.Id, job.Write()) : Task.CompletedTask);
            DispatcherLog.Accepted(Logger, job.Name, job.Id);
            Start(job, master);
        }
        catch (Exception e) when (e is not LeadershipLostException)
        {
            await WithdrawAsync(submission.Id);
            throw e is JobRejectedException ? e : new JobRejectedException($"Job '{submission.Name}' was not accepted: {e.Message}", e);
        }
    }

    private static void RequireFiles(JobGraph job, HashSet<string> sent)
    {
        if (job.CachedFiles.FirstOrDefault(file => file.Hash is { } hash && !sent.Contains(hash)) is { } missing)
        {
            throw new JobRejectedException(
                $"Cached file '{missing.Name}' ({missing.Path}) of job '{job.Name}' did not come with it as it was when it was registered. "
                + "It must not change before the job is submitted: run the program again.");
        }
    }

    // Whether a write that failed was done is not known. What cannot be removed is run by the next leader, and needs its program.
    private async Task WithdrawAsync(JobId job)
    {
        try
        {
            await _session.Jobs.RemoveAsync(job);
            await _parts.Programs.ReleaseAsync(job);
        }
        catch (FlinkException e)
        {
            DispatcherLog.GivesUp(Logger, "Withdrawing", job, e);
        }
    }

    private void Start(StoredJob job, JobMaster master)
    {
        if (_isStopping)
        {
            throw new LeadershipLostException($"Job {job.Id} is stored, but this JobManager does not lead any more: the next leader runs it.", mayBeDone: true);
        }

        Rpc.Register(master);
        Watch(job, master);
        master.Start();
    }

    private void Watch(StoredJob job, JobMaster master)
    {
        var running = new RunningJob(job, master, _settings.OffersMetrics);
        _running.Add(job.Id, running);
        WatchEnd(running);
    }

    // With the tasks that it left, where nobody else has led the job since.
    private async Task<bool> ResumeAsync(StoredJob job)
    {
        // First what may have to be tried again: the master is kept until then.
        var found = await _session.Checkpoints.GetAsync(job.Id);
        if (_isStopping || _parts.Suspended.Take(job.Id) is not var (master, epoch))
        {
            return false;
        }

        Watch(job, master);
        if (await master.ResumeAsync(found, _session.Checkpoints, isNextTerm: _session.Epoch == epoch + 1, ResourceManager, _session.Token))
        {
            return true;
        }

        if (_isStopping)
        {
            throw new LeadershipLostException("This JobManager does not lead any more: the next leader runs its jobs.", mayBeDone: false);
        }

        _running.Remove(job.Id);
        await LetGoAsync(master);
        return false;
    }

    private async void Recover()
    {
        try
        {
            foreach (var job in await _session.Results.ListDirtyAsync())
            {
                await CleanUpAfterOtherAsync(job);
            }

            foreach (var job in await _session.Jobs.ListAsync())
            {
                await RecoverAsync(job);
            }

            foreach (var master in _parts.Suspended.TakeAll())
            {
                await LetGoAsync(master);
            }

            _recovery.TrySetResult();
        }
        catch (LeadershipLostException e)
        {
            _recovery.TrySetException(e);
        }
        catch (FlinkException e) when (!_isStopping)
        {
            // The stores cannot be read: nobody could take jobs in either, so it is tried until they can.
            DispatcherLog.TriesAgain(Logger, "Taking over the jobs", default, _settings.RetryDelay, e);
            After(_settings.RetryDelay, Recover);
        }
    }

    private async Task CleanUpAfterOtherAsync(JobId job)
    {
        if (await _ended.FindStoredAsync(job) is { } ended)
        {
            _parts.Finished.Add(ended);
        }

        await CleanUpAsync(job);
    }

    private async Task RecoverAsync(JobId id)
    {
        if (IsKnown(id) || await _session.Results.GetAsync(id) is not null || await _session.Jobs.GetAsync(id) is not { } bytes)
        {
            return;
        }

        var name = id.ToString();
        try
        {
            var job = StoredJob.Read(bytes);
            name = job.Name;
            if (await ResumeAsync(job))
            {
                DispatcherLog.Resumed(Logger, job.Name, id);
                return;
            }

            Start(job, await _parts.Masters.CreateAsync(job, _session, ResourceManager, isRecovered: true));
            DispatcherLog.Recovered(Logger, job.Name, id);
        }
        catch (FlinkException e) when (!e.IsRetryable && !_isStopping)
        {
            DispatcherLog.NotRecovered(Logger, id, e);
            await EndAsync(FailedBeforeStart(id, name, e));
        }
    }

    private FinishedJob FailedBeforeStart(JobId job, string name, Exception cause)
    {
        var now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new StoredResult(job, name, JobStatus.Failed, now, now, 0, cause.ToString()).ToJob();
    }

    private async void WatchEnd(RunningJob job)
    {
        var result = await job.Master.Result;
        job.Metrics?.Dispose();
        if (!result.Status.IsGloballyTerminal() || job.IsHandedOver)
        {
            return;
        }

        job.Finished = new FinishedJob(await job.Master.DescribeAsync(), result, await job.Master.SummarizeAsync());
        DispatcherLog.HasEnded(Logger, job.Job.Name, job.Job.Id, result.Status);
        await EndAsync(job.Finished);
    }

    private async Task EndAsync(FinishedJob job)
    {
        var id = job.Details.Id;
        if (_session.HasSuccessors && !await PersistAsync("Storing the result", id, () => _session.Results.PutDirtyAsync(id, StoredResult.Of(job).Write())))
        {
            return;
        }

        _parts.Finished.Add(job);
        _running.Remove(id);
        await ArchiveAsync(job);
        await PersistAsync("Cleaning up", id, () => CleanUpAsync(id));
    }

    private async Task ArchiveAsync(FinishedJob job)
    {
        if (_parts.Archive is not { } archive)
        {
            return;
        }

        try
        {
            await _settings.Io.RunAsync(() => archive.Write(job));
        }
        catch (FlinkException e)
        {
            DispatcherLog.GivesUp(Logger, "Writing the archive", job.Details.Id, e);
        }
    }

    private async Task CleanUpAsync(JobId job)
    {
        await _session.Jobs.RemoveAsync(job);
        await _session.Checkpoints.RemoveAsync(job);
        await _parts.Programs.ReleaseAsync(job);
        await (_settings.DeletesResults ? _session.Results.RemoveAsync(job) : _session.Results.MarkCleanAsync(job));
    }

    // Until it works or the term ends: then the next leader does it.
    private async Task<bool> PersistAsync(string what, JobId job, Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return true;
            }
            catch (FlinkException e) when (e is LeadershipLostException || _session.Lost.IsCancellationRequested)
            {
                return false;
            }
            catch (FlinkException e)
            {
                DispatcherLog.TriesAgain(Logger, what, job, _settings.RetryDelay, e);
                await Task.Delay(_settings.RetryDelay, Clock);
            }
        }
    }
}
