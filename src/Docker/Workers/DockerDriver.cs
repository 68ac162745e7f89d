using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Docker.Configuration;
using Flink.Docker.Engine;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Docker.Workers;

/// <summary>Workers as containers of one Docker Engine.</summary>
/// <remarks>
/// A worker costs three calls: create, start, remove (a fourth brings secrets, where there are some; two more ask how it died, where it did). The engine's
/// events tell of ends; labels tell a later term whose containers are whose.
/// </remarks>
internal sealed class DockerDriver : IResourceManagerDriver, IContainerObserver
{
    private const string Terminate = "15";
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly DriverSurroundings _surroundings;
    private readonly DockerEngine _engine;
    private readonly WorkerContainers _containers;
    private readonly ImagePulls _pulls;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _end;
    private readonly Dictionary<TaskManagerId, WorkerContainer> _workers = [];
    private readonly ILogger _logger;
    private IDriverEvents? _events;
    private SystemInfoResponse? _machine;
    private Task _rehearsal = Task.CompletedTask;
    private long _attempt;
    private long _number;
    private bool _isDeregistered;

    public DockerDriver(DriverSurroundings surroundings)
        : this(surroundings, new DockerEngine(EngineAddress.From(surroundings.Configuration), surroundings.Clock))
    {
    }

    private DockerDriver(DriverSurroundings surroundings, DockerEngine engine)
    {
        _surroundings = surroundings;
        _end = _ended.Token;
        _logger = surroundings.Loggers.CreateLogger<DockerDriver>();
        _engine = engine;
        _containers = new WorkerContainers(surroundings);
        _pulls = new ImagePulls(_engine, _containers.Image, surroundings.Configuration.Get(DockerOptions.ImagePullPolicy));
    }

    private Dictionary<string, IDictionary<string, bool>> OwnWorkers =>
        ContainerLabels.Filter((ContainerLabels.Cluster, _surroundings.ClusterId), (ContainerLabels.Component, ContainerLabels.Worker));

    public async Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation)
    {
        _events = events;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end);
        try
        {
            _machine = await ReachAsync(both.Token).ConfigureAwait(false);
            var watch = new ContainerWatch(_engine, OwnWorkers, _surroundings.Configuration.Get(DockerOptions.WatchRenewal), _surroundings.Clock, this);
            watch.Start(DateTimeOffset.Parse(_machine.SystemTime, CultureInfo.InvariantCulture), _end);
            var recovered = await RecoverAsync(both.Token).ConfigureAwait(false);
            if (_surroundings.Configuration.Get(Core.Configuration.ClusterOptions.RehearsalEnabled))
            {
                _rehearsal = Task.Run(() => RehearseAsync(_machine), _end);
            }

            return recovered;
        }
        catch (Exception e) when (e is not OperationCanceledException and not FlinkException)
        {
            throw new FlinkException(EngineProblem.Describe(_engine.Address, e) + ".", e, EngineProblem.IsTransient(e));
        }
    }

    public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        WorkerContainer worker;
        lock (_gate)
        {
            worker = new WorkerContainer(NextId());
            _workers.Add(worker.Id, worker);
        }

        // Completed before its loss may be told.
        var answer = new TaskCompletionSource<StartedWorker>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = AnswerAsync(answer, worker, request, cancellation);
        return answer.Task;
    }

    public async Task ReleaseWorkerAsync(TaskManagerId worker)
    {
        WorkerContainer? known;
        lock (_gate)
        {
            if (!_workers.Remove(worker, out known))
            {
                return;
            }
        }

        try
        {
            await _engine.RemoveAsync(worker.Value, _end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The next term finds it.
        }
        catch
        {
            // It is asked for again, and must be known then.
            lock (_gate)
            {
                if (!_isDeregistered && !_end.IsCancellationRequested)
                {
                    _workers.TryAdd(worker, known);
                }
            }

            throw;
        }
    }

    public async Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        lock (_gate)
        {
            _isDeregistered = true;
            _workers.Clear();
        }

        DockerLog.Deregistered(_logger, _surroundings.ClusterId, status, diagnostics ?? "");

        // Requests under way see the end themselves, or are found by the next look.
        while (await _engine.ListAsync(OwnWorkers, _end).ConfigureAwait(false) is { Count: > 0 } left)
        {
            await Task.WhenAll(left.Select(container => _engine.RemoveAsync(container.ID, _end))).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _events = null;
            _workers.Clear();
        }

        // Some hundredths of a second.
        await _rehearsal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _engine.Dispose();
    }

    void IContainerObserver.Died(string worker, long? exitCode)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(new TaskManagerId(worker), out var known))
            {
                return;
            }

            known.ExitCode = exitCode;
            known.HasEnded = true;
            if (!known.IsAnswered)
            {
                return;
            }

            _workers.Remove(known.Id);
            _ = TellLossAsync(known);
        }
    }

    void IContainerObserver.Signalled(string worker, string signal)
    {
        lock (_gate)
        {
            if (signal == Terminate && _workers.TryGetValue(new TaskManagerId(worker), out var known) && !known.IsLeaving)
            {
                known.IsLeaving = true;
                _events?.WorkerLeaves(
                    known.Id, _surroundings.Clock.GetUtcNow() + _surroundings.Configuration.Get(DockerOptions.StopTimeout), "somebody stops its container");
            }
        }
    }

    async Task IContainerObserver.CompareAsync(CancellationToken cancellation)
    {
        // Whoever is not known when the list is made may be newer than it.
        WorkerContainer[] known;
        lock (_gate)
        {
            known = [.. _workers.Values.Where(static worker => worker.IsAnswered)];
        }

        var alive = (await _engine.ListAsync(OwnWorkers, cancellation).ConfigureAwait(false)).Where(IsAlive).Select(IdOf).ToHashSet();
        lock (_gate)
        {
            foreach (var worker in known.Where(worker => !alive.Contains(worker.Id) && _workers.Remove(worker.Id)))
            {
                _ = TellLossAsync(worker);
            }
        }
    }

    void IContainerObserver.Broken(Exception cause)
    {
        lock (_gate)
        {
            _events?.Failed(new FlinkException(EngineProblem.Describe(_engine.Address, cause) + ": workers cannot be watched any more.", cause));
        }
    }

    private static bool IsAlive(ContainerListResponse container) => container.State is "running" or "paused" or "restarting";

    private static TaskManagerId IdOf(ContainerListResponse container) => new(container.Labels[ContainerLabels.WorkerId]);

    // An engine that is being started has some seconds; a wrong address does not wait for ever.
    private async Task<SystemInfoResponse> ReachAsync(CancellationToken cancellation)
    {
        var begin = _surroundings.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await _engine.DescribeAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (EngineProblem.IsTransient(e) && _surroundings.Clock.GetElapsedTime(begin) < _startPatience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), _surroundings.Clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    // The first request of a JobManager that has just started would wait for the compiler. Nothing of this can be seen from outside: there is no such engine.
    private async Task RehearseAsync(SystemInfoResponse machine)
    {
        try
        {
            var memory = TaskManagerProcessMemory.From(_surroundings.Configuration);
            var spec = WorkerSpec.From(_surroundings.Configuration, memory);
            var engine = new DockerEngine(_engine.Address, _surroundings.Clock, EngineConnection.NewRehearsedClient());
            await using var driver = new DockerDriver(_surroundings, engine) { _machine = machine };
            await driver.RequestWorkerAsync(
                new WorkerRequest(spec, spec.Total.Cpu, memory, memory.WriteTo(FlinkConfiguration.Empty), new HashSet<string>()), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WorkerRequestException { InnerException: null } or ConfigurationException)
        {
            // What a request will be told too.
        }
        catch (Exception e)
        {
            DockerLog.NotRehearsed(_logger, e);
        }
    }

    private async Task<IReadOnlyList<RecoveredWorker>> RecoverAsync(CancellationToken cancellation)
    {
        var found = await _engine.ListAsync(OwnWorkers, cancellation).ConfigureAwait(false);
        var last = found.Select(container => long.Parse(container.Labels[ContainerLabels.Attempt], CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        var alive = found.Where(IsAlive).ToList();
        lock (_gate)
        {
            // Without high availability every JobManager's term is the first.
            _attempt = Math.Max(_surroundings.Term, last + 1);
            foreach (var id in alive.Select(IdOf))
            {
                _workers[id] = new WorkerContainer(id) { IsAnswered = true };
            }
        }

        await Task.WhenAll(found.Except(alive).Select(container => _engine.RemoveAsync(container.ID, cancellation))).ConfigureAwait(false);
        return [.. alive.Select(container => new RecoveredWorker(IdOf(container), _machine!.Name))];
    }

    private TaskManagerId NextId() =>
        new(string.Create(CultureInfo.InvariantCulture, $"{ContainerLabels.NameOf(_surroundings.ClusterId)}-taskmanager-{_attempt}-{++_number}"));

    private async Task AnswerAsync(TaskCompletionSource<StartedWorker> answer, WorkerContainer worker, WorkerRequest request, CancellationToken cancellation)
    {
        try
        {
            await BootAsync(worker, request, cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _workers.Remove(worker.Id);
            }

            // A name that is somebody else's is left to him.
            if (worker.MayExist && e is not WorkerRequestException { InnerException: DockerApiException { StatusCode: HttpStatusCode.Conflict } })
            {
                _ = RemoveAsync(worker.Id);
            }

            if (e is OperationCanceledException)
            {
                answer.SetCanceled(CancellationToken.None);
            }
            else
            {
                answer.SetException(e as WorkerRequestException ?? Refusal(request, e));
            }

            return;
        }

        bool hasEnded;
        lock (_gate)
        {
            answer.SetResult(new StartedWorker(worker.Id, _machine!.Name));
            worker.IsAnswered = true;
            hasEnded = worker.HasEnded && _workers.Remove(worker.Id);
        }

        if (hasEnded)
        {
            await TellLossAsync(worker).ConfigureAwait(false);
        }
    }

    private async Task BootAsync(WorkerContainer worker, WorkerRequest request, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end);
        both.Token.ThrowIfCancellationRequested();
        if (request.BlockedNodes.Contains(_machine!.Name))
        {
            throw new WorkerRequestException($"The Docker Engine's only machine, {_machine.Name}, is blocked.", isRetryable: true);
        }

        if (WorkerContainers.TooLarge(request, _machine) is { } refusal)
        {
            throw refusal;
        }

        void Waits(string reason)
        {
            lock (_gate)
            {
                _events?.RequestWaits(request, reason);
            }
        }

        var configuration = _containers.ConfigurationOf(request, worker.Id);
        var parameters = _containers.Describe(request, worker.Id, _attempt, configuration, _machine);
        worker.MayExist = true;
        var container = await CreateAsync(parameters, Waits, both.Token).ConfigureAwait(false);
        if (ContainerConfiguration.Secrets(configuration) is { Length: > 0 } secrets)
        {
            await _engine.PutPrivateFileAsync(
                container, ContainerConfiguration.Folder, ContainerConfiguration.SecretsName, secrets, ContainerConfiguration.User, both.Token).ConfigureAwait(false);
        }

        lock (_gate)
        {
            if (_isDeregistered)
            {
                throw new OperationCanceledException("The cluster has ended.");
            }
        }

        // From here on there is no way back but a release.
        await _engine.StartAsync(container, Waits, both.Token).ConfigureAwait(false);
    }

    private async Task<string> CreateAsync(CreateContainerParameters parameters, Action<string> waits, CancellationToken cancellation)
    {
        try
        {
            return await _pulls.CreateAsync(parameters, waits, cancellation).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Conflict)
        {
            // An answer that was lost: the name is nobody else's.
            return await _engine.InspectAsync(parameters.Name!, cancellation).ConfigureAwait(false) is { Config.Labels: { } labels } found
                && labels.TryGetValue(ContainerLabels.Cluster, out var cluster) && cluster == _surroundings.ClusterId
                ? found.ID
                : throw new WorkerRequestException(
                    $"The name {parameters.Name} is taken in the Docker Engine by a container of somebody else: give the cluster another 'high-availability.cluster-id'.", e, isRetryable: true);
        }
    }

    private WorkerRequestException Refusal(WorkerRequest request, Exception error) => new(
        error is DockerApiException
            ? $"The Docker Engine at {_engine.Address} cannot start a worker of {request.Memory.TotalProcess >> 20} MiB from image '{_containers.Image}': {EngineProblem.Words(error)}"
            : EngineProblem.Describe(_engine.Address, error),
        error,
        isRetryable: error is not DockerApiException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.NotFound });

    private async Task TellLossAsync(WorkerContainer worker)
    {
        var diagnostics = $"container {worker.Id} has ended";
        try
        {
            diagnostics = (await _engine.EndOfAsync(worker.Id.Value, worker.ExitCode, _end).ConfigureAwait(false)).Describe(worker.Id.Value);
        }
        catch (Exception e)
        {
            // Whatever went wrong: the loss is told.
            diagnostics += $"; why could not be asked: {EngineProblem.Words(e)}";
        }

        lock (_gate)
        {
            _events?.WorkerLost(worker.Id, diagnostics);
        }

        await RemoveAsync(worker.Id).ConfigureAwait(false);
    }

    private async Task RemoveAsync(TaskManagerId worker)
    {
        try
        {
            await _engine.RemoveAsync(worker.Value, _end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The next term finds it.
        }
        catch (Exception e)
        {
            DockerLog.NotRemoved(_logger, worker, EngineProblem.Words(e));
        }
    }
}
