using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Processes;

/// <summary>Workers are processes of this machine, each the leader of a session of its own.</summary>
/// <remarks>
/// What a later term must know is in the state folder, a folder for each worker: a process is known by number and time of start, so that one that got the number of a
/// worker is never ended for it. Without high availability workers hang on a life line and end with this process, killed or not; with it they live on and are found again.
/// </remarks>
public sealed class ProcessDriver : IResourceManagerDriver
{
    /// <summary>The value of <c>resourcemanager.driver</c>.</summary>
    public const string Name = "process";

    private const string WorkersFolder = "workers";

    private readonly Lock _gate = new();
    private readonly DriverSurroundings _surroundings;
    private readonly ILogger _logger;
    private readonly WorkerProcesses _processes;
    private readonly TimeSpan _grace;
    private readonly Dictionary<TaskManagerId, LocalWorker> _workers = [];
    private readonly List<Task> _starting = [];
    private Task _rehearsal = Task.CompletedTask;
    private IDriverEvents? _events;
    private ExitWatch? _watch;
    private bool _isDisposed;
    private bool _isEnding;

    /// <summary>The driver of one term; see <see cref="ResourceManagerDriverFactory"/>.</summary>
    /// <exception cref="ConfigurationException">A value is not valid.</exception>
    public ProcessDriver(DriverSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        _surroundings = surroundings;
        _logger = surroundings.Loggers.CreateLogger<ProcessDriver>();
        _processes = new WorkerProcesses(surroundings, FolderIn(surroundings.StateFolder), _logger);
        _grace = surroundings.Configuration.Get(ResourceManagerOptions.TerminationGrace);
    }

    /// <summary>The processes of workers that a driver has left alive in a state folder, for whoever clears away after it.</summary>
    public static IReadOnlyList<ProcessIdentity> WorkersIn(string stateFolder) =>
        [.. WorkerFolder.AllIn(FolderIn(stateFolder)).Select(static folder => folder.Process).OfType<ProcessIdentity>()];

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(events);
        return OnIo(() => Initialize(events), cancellation);
    }

    /// <inheritdoc/>
    public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var start = OnIo(() => Start(request, cancellation), cancellation);
        lock (_gate)
        {
            _starting.RemoveAll(static task => task.IsCompleted);
            _starting.Add(start);
        }

        return start;
    }

    /// <inheritdoc/>
    public Task ReleaseWorkerAsync(TaskManagerId worker)
    {
        LocalWorker? known;
        lock (_gate)
        {
            known = _workers.GetValueOrDefault(worker);
        }

        return known is null ? Task.CompletedTask : OnIo(() => Release(known), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        Task[] starting;
        lock (_gate)
        {
            _isEnding = true;
            starting = [.. _starting];
        }

        await Task.WhenAll(starting.Select(static start => start.ContinueWith(static _ => { }, TaskScheduler.Default))).ConfigureAwait(false);
        LocalWorker[] workers;
        lock (_gate)
        {
            workers = [.. _workers.Values];
        }

        ProcessDriverLog.Deregistered(_logger, status, diagnostics ?? "", workers.Length);
        await Task.WhenAll(workers.Select(worker => ReleaseWorkerAsync(worker.Id))).ConfigureAwait(false);
        await Task.WhenAll(workers.Select(static worker => worker.Gone)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _watch?.Dispose();
            foreach (var worker in _workers.Values)
            {
                worker.Patience?.Dispose();
            }
        }

        // Some hundredths of a second.
        await _rehearsal.ConfigureAwait(false);
    }

    private static string FolderIn(string stateFolder) => Path.Combine(stateFolder, WorkersFolder);

    private IReadOnlyList<RecoveredWorker> Initialize(IDriverEvents events)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new FlinkException($"'{ResourceManagerOptions.Driver.Key}: {Name}' needs Linux. Elsewhere leave it out and start workers with bin/taskmanager.sh.");
        }

        var found = _processes.Recover();
        var watch = new ExitWatch("flink-workers");
        lock (_gate)
        {
            if (_isDisposed)
            {
                watch.Dispose();
                throw new OperationCanceledException();
            }

            _watch = watch;
            _events = events;
            foreach (var worker in found)
            {
                _workers.Add(worker.Id, worker);
            }

            if (_surroundings.Configuration.Get(Core.Configuration.ClusterOptions.RehearsalEnabled))
            {
                _rehearsal = OnIo(Rehearse, CancellationToken.None);
            }
        }

        foreach (var worker in found)
        {
            Watch(worker);
        }

        return [.. found.Select(static worker => new RecoveredWorker(worker.Id, Environment.MachineName))];
    }

    private void Rehearse()
    {
        try
        {
            _processes.Rehearse(_surroundings.Configuration);
        }
        catch (Exception e)
        {
            // Starts do not need it; what is wrong with the folder they say themselves.
            ProcessDriverLog.NotRehearsed(_logger, e);
        }
    }

    private StartedWorker Start(WorkerRequest request, CancellationToken cancellation)
    {
        if (IsUnwanted(cancellation))
        {
            throw new OperationCanceledException(cancellation);
        }

        var worker = _processes.Start(request);
        lock (_gate)
        {
            _workers.Add(worker.Id, worker);
        }

        ProcessDriverLog.Started(_logger, worker.Id, worker.Process.Pid, worker.Files.Log);
        Watch(worker);
        if (IsUnwanted(cancellation))
        {
            Release(worker);
            throw new OperationCanceledException(cancellation);
        }

        return new StartedWorker(worker.Id, Environment.MachineName);
    }

    private void Watch(LocalWorker worker)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _watch!.Add(worker.Process, status => Ended(worker, status));
            }
        }
    }

    private void Release(LocalWorker worker)
    {
        lock (_gate)
        {
            if (worker.IsReleased)
            {
                return;
            }

            worker.IsReleased = true;
            worker.Patience = _surroundings.Clock.CreateTimer(_ => Kill(worker), null, _grace, Timeout.InfiniteTimeSpan);
        }

        ProcessDriverLog.Released(_logger, worker.Id, worker.Process.Pid);
        Signal(worker, Posix.SigTerm);
    }

    private void Kill(LocalWorker worker)
    {
        ProcessDriverLog.Killed(_logger, worker.Id, worker.Process.Pid, _grace);
        Signal(worker, Posix.SigKill);
    }

    private void Signal(LocalWorker worker, int signal)
    {
        try
        {
            worker.Process.SignalGroup(signal);
        }
        catch (FlinkException e)
        {
            ProcessDriverLog.NotSignalled(_logger, worker.Id, e);
        }
    }

    private void Ended(LocalWorker worker, ExitStatus status)
    {
        var diagnostics = WorkerDiagnostics.Of(worker, status);
        IDriverEvents? events;
        lock (_gate)
        {
            _workers.Remove(worker.Id);
            worker.Patience?.Dispose();
            events = worker.IsReleased || _isDisposed ? null : _events;
        }

        ProcessDriverLog.Ended(_logger, diagnostics);
        _processes.ClearAway(worker);
        worker.IsGone();
        events?.WorkerLost(worker.Id, diagnostics);
    }

    private bool IsUnwanted(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return cancellation.IsCancellationRequested || _isEnding;
        }
    }

    private Task OnIo(Action work, CancellationToken cancellation) => OnIo(
        () =>
        {
            work();
            return true;
        },
        cancellation);

    private Task<T> OnIo<T>(Func<T> work, CancellationToken cancellation)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _surroundings.Io.Run(() =>
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                result.SetResult(work());
            }
            catch (OperationCanceledException)
            {
                result.SetCanceled(cancellation);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }
}
