using System.Globalization;
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
    private const string NoHighAvailability = "NONE";

    private readonly Lock _gate = new();
    private readonly DriverSurroundings _surroundings;
    private readonly ILogger _logger;
    private readonly string _workersFolder;
    private readonly bool _outlives;
    private readonly TimeSpan _grace;
    private readonly Dictionary<TaskManagerId, LocalWorker> _workers = [];
    private readonly List<Task> _starting = [];
    private IDriverEvents? _events;
    private ExitWatch? _watch;
    private MemoryGroups? _groups;
    private WorkerNames? _names;
    private bool _isDisposed;
    private bool _isEnding;

    /// <summary>The driver of one term; see <see cref="ResourceManagerDriverFactory"/>.</summary>
    /// <exception cref="ConfigurationException">A value is not valid.</exception>
    public ProcessDriver(DriverSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        _surroundings = surroundings;
        _logger = surroundings.Loggers.CreateLogger<ProcessDriver>();
        _workersFolder = Path.Combine(surroundings.StateFolder, WorkersFolder);
        _grace = surroundings.Configuration.Get(ResourceManagerOptions.TerminationGrace);
        _outlives = !string.Equals(surroundings.Configuration.Get(HighAvailabilityOptions.Type), NoHighAvailability, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The processes of workers that a driver has left alive in a state folder, for whoever clears away after it.</summary>
    public static IReadOnlyList<ProcessIdentity> WorkersIn(string stateFolder) =>
        [.. WorkerFolder.AllIn(Path.Combine(stateFolder, WorkersFolder)).Select(static folder => folder.Process).OfType<ProcessIdentity>()];

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
    public ValueTask DisposeAsync()
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

        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<RecoveredWorker> Initialize(IDriverEvents events)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new FlinkException($"'{ResourceManagerOptions.Driver.Key}: {Name}' needs Linux. Elsewhere leave it out and start workers with bin/taskmanager.sh.");
        }

        List<LocalWorker> found;
        try
        {
            Directory.CreateDirectory(_workersFolder);
            Directory.CreateDirectory(_surroundings.LogFolder);
            _groups = FindGroups();
            _names = WorkerNames.Open(_surroundings);
            found = [.. WorkerFolder.AllIn(_workersFolder).Select(Recover).OfType<LocalWorker>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException(
                $"The process driver cannot keep its state in {_surroundings.StateFolder}: {e.Message} Make room there, or make it writable for {Environment.UserName}.", e);
        }

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
        }

        foreach (var worker in found)
        {
            Watch(worker);
        }

        return [.. found.Select(static worker => new RecoveredWorker(worker.Id, Environment.MachineName))];
    }

    private MemoryGroups? FindGroups()
    {
        if (!_surroundings.Configuration.Get(ResourceManagerOptions.ControlGroups))
        {
            return null;
        }

        var own = File.Exists(MemoryGroups.OwnGroups) ? File.ReadAllText(MemoryGroups.OwnGroups) : "";
        var groups = MemoryGroups.Find(MemoryGroups.Root, own, out var why);
        if (why is not null)
        {
            ProcessDriverLog.NoControlGroups(_logger, why);
        }

        return groups;
    }

    // A worker that has ended may have left processes of its group behind, and its files.
    private LocalWorker? Recover(WorkerFolder folder)
    {
        var group = _groups?.Find(folder.Name);
        if (folder.Process is { } process)
        {
            if (process.IsAlive)
            {
                ProcessDriverLog.Recovered(_logger, folder.Name, process.Pid);
                return new LocalWorker(new TaskManagerId(folder.Name), folder, FilesOf(folder.Name), process, group);
            }

            process.SignalGroup(Posix.SigKill);
        }

        group?.Remove();
        folder.Delete();
        return null;
    }

    private StartedWorker Start(WorkerRequest request, CancellationToken cancellation)
    {
        CheckRoom(request);
        ThrowIfUnwanted(cancellation);
        var id = _names!.Next();
        var folder = new WorkerFolder(Path.Combine(_workersFolder, id.Value));
        var worker = Boot(request, id, folder);
        lock (_gate)
        {
            _workers.Add(id, worker);
        }

        ProcessDriverLog.Started(_logger, id, worker.Process.Pid, worker.Files.Log);
        Watch(worker);
        if (IsUnwanted(cancellation))
        {
            Release(worker);
            throw new OperationCanceledException(cancellation);
        }

        return new StartedWorker(id, Environment.MachineName);
    }

    private LocalWorker Boot(WorkerRequest request, TaskManagerId id, WorkerFolder folder)
    {
        MemoryGroup? group = null;
        var files = FilesOf(id.Value);
        try
        {
            folder.Create(OptionsOf(request, id, folder));
            group = NewGroup(id, request.Memory.TotalProcess);
            var process = ChildProcess.Start(new ProcessStart
            {
                Command = CommandOf(folder, files),
                Files = files,
                EndsWithThisProcess = !_outlives,
            });
            try
            {
                group?.Add(process.Pid);
                folder.Remember(process);
            }
            catch
            {
                End(process);
                throw;
            }

            return new LocalWorker(id, folder, files, process, group);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FlinkException)
        {
            group?.Remove();
            Discard(folder);
            throw e is FlinkException refused
                ? new WorkerRequestException($"Worker {id} cannot be started: {refused.Message}", refused, refused.IsRetryable)
                : new WorkerRequestException(
                    $"Worker {id} cannot be started: {e.Message.TrimEnd('.')}. Its folder is {folder.Path}, its logs go to {_surroundings.LogFolder}.", e, isRetryable: true);
        }
    }

    // Not yet collected, so the number is its own.
    private static void End(ProcessIdentity process)
    {
        Posix.Kill(-process.Pid, Posix.SigKill);
        Posix.Wait(process.Pid, out _, 0);
    }

    private void CheckRoom(WorkerRequest request)
    {
        if (HostMemory.Bytes is { } available && request.Memory.TotalProcess > available)
        {
            throw new WorkerRequestException(
                $"A worker of {new MemorySize(request.Memory.TotalProcess)} is larger than this machine, which has {new MemorySize(available)}: "
                + $"lower '{TaskManagerMemoryOptions.ProcessSize.Key}' (or '{TaskManagerMemoryOptions.FlinkSize.Key}').",
                isRetryable: false);
        }

        if (_surroundings.Command.FirstOrDefault(static part => Path.IsPathRooted(part) && !File.Exists(part)) is { } missing)
        {
            throw new WorkerRequestException(
                $"No worker can be started: {missing} is not there (any more). Was the installation moved, deleted or built anew while the cluster ran? Restart the cluster.",
                isRetryable: false);
        }
    }

    private FlinkConfiguration OptionsOf(WorkerRequest request, TaskManagerId id, WorkerFolder folder)
    {
        var options = request.Configuration.With(TaskManagerOptions.ResourceId, id.Value);
        return _surroundings.Configuration.TryGet(CoreOptions.TempDirectories, out _) || options.TryGet(CoreOptions.TempDirectories, out _)
            ? options
            : options.With(CoreOptions.TempDirectories, folder.Temporary);
    }

    private IReadOnlyList<string> CommandOf(WorkerFolder folder, LogFiles files) =>
    [
        .. _surroundings.Command, "taskmanager",
        .. _surroundings.ConfigurationFolder is { } configuration ? (string[])["--configDir", configuration] : [],
        "--propertiesFile", folder.OptionsFile,
        "--logFile", files.Log,
    ];

    private LogFiles FilesOf(string worker) => new(_surroundings.LogFolder, worker);

    private MemoryGroup? NewGroup(TaskManagerId id, long bytes)
    {
        try
        {
            return _groups?.Create(id.Value, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not what the worker needs to run: its heap has a limit of its own.
            ProcessDriverLog.NoControlGroups(_logger, e.Message);
            _groups = null;
            return null;
        }
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
        worker.Group?.Remove();
        Discard(worker.Folder);
        worker.IsGone();
        events?.WorkerLost(worker.Id, diagnostics);
    }

    private void Discard(WorkerFolder folder)
    {
        try
        {
            folder.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ProcessDriverLog.NotDeleted(_logger, folder.Path, e);
        }
    }

    private bool IsUnwanted(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return cancellation.IsCancellationRequested || _isEnding;
        }
    }

    private void ThrowIfUnwanted(CancellationToken cancellation)
    {
        if (IsUnwanted(cancellation))
        {
            throw new OperationCanceledException(cancellation);
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
