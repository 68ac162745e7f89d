using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Workers;

/// <summary>Sees to it that there are as many workers as are declared: requests what is missing, releases what is too many, replaces what is lost, and pauses when starts fail.</summary>
/// <remarks>
/// Serves one term of one ResourceManager, in its endpoint; the driver does what is asked of it. Level-triggered: whatever happens ends in a comparison
/// of what is declared with what there is, of one kind of worker at a time, never in a step that depends on the one before.
/// </remarks>
public sealed class WorkerManager : IWorkerSupply, IDriverEvents
{
    private readonly IResourceManagerDriver _driver;
    private readonly WorkerTemplate _template;
    private readonly WorkerManagerSettings _settings;
    private readonly Action<Exception> _fatal;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _term = new();
    private readonly TaskCompletionSource _ready = new();
    private readonly Dictionary<TaskManagerId, ManagedWorker> _workers = [];
    private readonly Dictionary<WorkerSpec, WorkerKind> _kinds = [];

    // Of an earlier term: their kinds are not known before they register.
    private readonly LinkedList<ManagedWorker> _recovered = [];

    // Requests without an answer, those included that nobody wants any more: by what the driver calls them.
    private readonly Dictionary<WorkerRequest, WorkerOrder> _orders = new(ReferenceEqualityComparer.Instance);

    // A driver's answer and its events are messages like others: the loss of a worker may be read before its start.
    private readonly Dictionary<TaskManagerId, string> _lostEarly = [];
    private readonly Dictionary<TaskManagerId, (DateTimeOffset Deadline, string Reason)> _leavingEarly = [];
    private readonly StartFailures _failures;
    private readonly Obituaries _obituaries = new();
    private readonly NodeQuarantine _quarantine;
    private IWorkerSupplyHost? _host;
    private RegistrationDeadlines? _deadlines;
    private IDisposable? _pause;
    private DateTimeOffset _pausedUntil;
    private bool _isInGrace;
    private bool _isInitialized;
    private bool _isChecking;
    private bool _isCheckDue;
    private bool _hasEnded;

    /// <summary>A worker manager for one term.</summary>
    /// <param name="driver">Starts and ends workers; disposed of at the end of the term.</param>
    /// <param name="template">The workers to start.</param>
    /// <param name="settings">How patient it is.</param>
    /// <param name="fatal">Ends the process, because workers can neither be started nor be watched any more.</param>
    /// <param name="logger">For what people should know.</param>
    public WorkerManager(
        IResourceManagerDriver driver, WorkerTemplate template, WorkerManagerSettings settings, Action<Exception> fatal, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(template);
        _driver = driver;
        _template = template;
        _settings = settings;
        _fatal = fatal;
        _logger = logger;
        _failures = new StartFailures(settings);
        _quarantine = new NodeQuarantine(settings);
    }

    /// <inheritdoc/>
    public WorkerSpec? Startable => _template.Spec;

    /// <inheritdoc/>
    public Task Ready => _ready.Task;

    /// <inheritdoc/>
    public SupplyTrouble? Trouble { get; private set; }

    private IWorkerSupplyHost Host => _host!;

    /// <inheritdoc/>
    public async void Start(IWorkerSupplyHost host)
    {
        _host = host;
        _deadlines = new RegistrationDeadlines(_settings.RegistrationTimeout, host, GiveUp);
        IReadOnlyList<RecoveredWorker> recovered;
        try
        {
            recovered = await _driver.InitializeAsync(this, _term.Token);
        }
        catch (Exception e)
        {
            if (!_hasEnded)
            {
                _fatal(e is FlinkException ? e : new FlinkException($"The driver of the resource manager could not start: {e.Message}", e));
            }

            return;
        }

        if (!_hasEnded)
        {
            Recover(recovered);
        }
    }

    /// <inheritdoc/>
    public WorkerAcceptance Accepts(TaskManagerId worker) =>
        _workers.ContainsKey(worker) ? WorkerAcceptance.Yes
        : !_isInitialized || _orders.Count > 0 ? WorkerAcceptance.NotYet
        : WorkerAcceptance.No;

    /// <inheritdoc/>
    public void Registered(TaskManagerId worker, WorkerSpec spec)
    {
        if (!_workers.TryGetValue(worker, out var known))
        {
            return;
        }

        if (known.Kind is { } expected && expected.Spec != spec)
        {
            WorkerManagerLog.OtherKind(_logger, worker, spec.Total, expected.Spec.Total);
        }

        _failures.Ease();
        _quarantine.Ease(known.Node);
        SetTrouble(null);
        var isOfEarlierTerm = known.Kind is null;
        known.Kind = KindOf(spec);
        known.IsRegistered = known.MayWork = true;
        known.MoveTo(known.Kind.Registered);
        if (isOfEarlierTerm)
        {
            // It counts from now on. The slot manager hears of it next, and would declare it.
            known.Kind.Needed++;
            CompleteRecovery();
        }

        if (known.Departure is { } departure)
        {
            Host.WorkerLeaves(worker, departure.Deadline, departure.Reason);
        }
    }

    /// <inheritdoc/>
    public void Unregistered(TaskManagerId worker)
    {
        if (_workers.TryGetValue(worker, out var known) && known.IsRegistered)
        {
            known.IsRegistered = false;
            known.MoveTo(known.Kind!.Unregistered);
            _deadlines!.Watch(known);
        }
    }

    /// <inheritdoc/>
    public void Lost(TaskManagerId worker)
    {
        if (!_workers.TryGetValue(worker, out var known))
        {
            return;
        }

        // It may be alive and cut off, so it is ended.
        Remove(known);
        Release(worker);
        CheckAfterLossOf(known);
    }

    /// <inheritdoc/>
    public string? NodeOf(TaskManagerId worker) => _workers.GetValueOrDefault(worker)?.Node;

    /// <inheritdoc/>
    public Task<string?> ExplainLossAsync(TaskManagerId worker)
    {
        if (_obituaries.Find(worker) is { } known)
        {
            return Task.FromResult<string?>(known);
        }

        if (!_workers.ContainsKey(worker))
        {
            return Task.FromResult<string?>(null);
        }

        var answer = _obituaries.Await(worker);
        Host.After(_settings.LossPatience, () => answer.TrySetResult(null));
        return answer.Task;
    }

    /// <inheritdoc/>
    public void Declare(IReadOnlyList<WorkerDeclaration> declarations)
    {
        ArgumentNullException.ThrowIfNull(declarations);
        foreach (var kind in _kinds.Values)
        {
            kind.Needed = 0;
        }

        foreach (var declaration in declarations)
        {
            KindOf(declaration.Spec).Needed = declaration.Needed;
        }

        foreach (var leaving in declarations.SelectMany(static declaration => declaration.Leaving))
        {
            if (_workers.TryGetValue(leaving, out var worker) && worker.IsRegistered)
            {
                worker.MoveTo(worker.Kind!.Leaving);
            }
        }

        foreach (var unwanted in declarations.SelectMany(static declaration => declaration.Unwanted))
        {
            if (_workers.TryGetValue(unwanted, out var worker))
            {
                Release(worker, "nothing needs it");
            }
        }

        Check();
    }

    /// <inheritdoc/>
    public async Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        End();
        try
        {
            await _driver.DeregisterAsync(status, diagnostics);
        }
        catch (Exception e)
        {
            // The cluster ends all the same: whoever waits for that must not wait for a system that is away.
            WorkerManagerLog.DeregistrationFailed(_logger, e);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        End();
        try
        {
            await _driver.DisposeAsync();
        }
        catch (Exception e)
        {
            WorkerManagerLog.DisposalFailed(_logger, e);
        }
    }

    void IDriverEvents.WorkerLost(TaskManagerId worker, string diagnostics) => Tell(() => WorkerLost(worker, diagnostics));

    void IDriverEvents.WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason) => Tell(() =>
    {
        if (_workers.TryGetValue(worker, out var known))
        {
            Leave(known, deadline, reason);
        }
        else if (_orders.Count > 0)
        {
            _leavingEarly[worker] = (deadline, reason);
        }
    });

    void IDriverEvents.RequestWaits(WorkerRequest request, string reason) => Tell(() =>
    {
        if (_orders.TryGetValue(request, out var order) && order.WaitsBecause != reason)
        {
            order.WaitsBecause = reason;
            WorkerManagerLog.Waits(_logger, reason);
            SetTrouble(new SupplyTrouble($"Requested workers wait: {reason}", IsHopeless: false));
        }
    });

    void IDriverEvents.Failed(Exception cause) => Tell(() => _fatal(cause));

    // What a driver tells after the end of its term is not ours to hear.
    private void Tell(Action action) => Host.Post(() =>
    {
        if (!_hasEnded)
        {
            action();
        }
    });

    private void End()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        _pause?.Dispose();
        _deadlines?.Stop();
        _term.Cancel();
        foreach (var order in _orders.Values.ToArray())
        {
            order.Cancel();
        }
    }

    private void Recover(IReadOnlyList<RecoveredWorker> recovered)
    {
        _isInitialized = true;
        WorkerManagerLog.Recovered(_logger, recovered.Count);
        foreach (var found in recovered)
        {
            var worker = new ManagedWorker(found.Id, found.Node) { MayWork = true };
            _workers.Add(worker.Id, worker);
            worker.MoveTo(_recovered);
            _deadlines!.Watch(worker);
        }

        if (recovered.Count > 0)
        {
            _isInGrace = true;
            Host.After(_settings.RecoveryGrace, EndGrace);
        }

        if (_settings.RecoveryTimeout > TimeSpan.Zero && recovered.Count > 0)
        {
            Host.After(_settings.RecoveryTimeout, StopWaitingForRecovered);
        }
        else
        {
            _ready.TrySetResult();
        }

        CompleteRecovery();
        Check();
    }

    private void StopWaitingForRecovered()
    {
        if (!_hasEnded && !_ready.Task.IsCompleted)
        {
            WorkerManagerLog.RecoveryTimedOut(_logger, _recovered.Count, _settings.RecoveryTimeout);
            _ready.TrySetResult();
            Check();
        }
    }

    private void EndGrace()
    {
        _isInGrace = false;
        Check();
    }

    // Declarations of jobs waited for this: they come next, each with a comparison of its own.
    private void CompleteRecovery()
    {
        if (_isInitialized && _recovered.Count == 0)
        {
            _ready.TrySetResult();
        }
    }

    private void WorkerLost(TaskManagerId id, string diagnostics)
    {
        if (!_workers.TryGetValue(id, out var worker))
        {
            if (_orders.Count > 0)
            {
                _lostEarly[id] = diagnostics;
            }

            return;
        }

        Remove(worker);
        _obituaries.Add(id, diagnostics);
        if (worker.IsRegistered)
        {
            WorkerManagerLog.Lost(_logger, id, diagnostics);
        }
        else
        {
            WorkerManagerLog.LostUnregistered(_logger, id, diagnostics);
            if (worker.Kind is not null)
            {
                QuarantineNodeOf(worker, diagnostics);
                StartFailed($"worker {id} ended before it had registered: {diagnostics}", isHopeless: false);
            }
        }

        Host.WorkerGone(id, diagnostics);
        CheckAfterLossOf(worker);
    }

    // Of one that had registered the slot manager knows whether it is still needed, and declares that next.
    private void CheckAfterLossOf(ManagedWorker worker)
    {
        if (!worker.IsRegistered)
        {
            Check();
        }
    }

    // One that boots would be of no use any more.
    private void Leave(ManagedWorker worker, DateTimeOffset deadline, string reason)
    {
        WorkerManagerLog.Leaves(_logger, worker.Id, deadline, reason);
        worker.Departure = (deadline, reason);
        if (worker.IsRegistered)
        {
            Host.WorkerLeaves(worker.Id, deadline, reason);
        }
        else if (!worker.MayWork)
        {
            Release(worker, $"it would be taken away soon: {reason}");
            Check();
        }
    }

    private void GiveUp(ManagedWorker worker)
    {
        WorkerManagerLog.Late(_logger, worker.Id, _settings.RegistrationTimeout);
        Remove(worker);
        Release(worker.Id);
        Host.WorkerGone(worker.Id, $"it did not register within {_settings.RegistrationTimeout.TotalSeconds:0.#} s");
        Check();
    }

    private void Check()
    {
        _isCheckDue = true;
        if (_isChecking || !_isInitialized || !_ready.Task.IsCompleted)
        {
            return;
        }

        _isChecking = true;
        while (_isCheckDue && !_hasEnded)
        {
            _isCheckDue = false;
            foreach (var kind in _kinds.Values.ToArray())
            {
                Compare(kind);
            }
        }

        _isChecking = false;
    }

    private void Compare(WorkerKind kind)
    {
        if (kind.Total > kind.Needed)
        {
            Shrink(kind);
        }
        else if (kind.Total < kind.Needed && kind.Spec == _template.Spec && _pause is null)
        {
            var missing = kind.Needed - kind.Total - (_isInGrace ? _recovered.Count : 0);
            if (missing > 0)
            {
                WorkerManagerLog.Requests(_logger, missing, kind.Spec.Total, kind.Spec.SlotCount, kind.Needed);
            }

            for (; missing > 0 && _pause is null && !_hasEnded; missing--)
            {
                Request(kind);
            }
        }
    }

    // What costs least first. The newest of each: it is the one that has done least.
    private void Shrink(WorkerKind kind)
    {
        var cancelled = 0;
        for (; kind.Total > kind.Needed && kind.Unanswered.Last is { } order; cancelled++)
        {
            order.Value.Cancel();
        }

        if (cancelled > 0)
        {
            WorkerManagerLog.Cancels(_logger, cancelled);
        }

        while (kind.Total > kind.Needed && (kind.Unregistered.Last ?? kind.Registered.Last) is { } worker)
        {
            Release(worker.Value, "more run than are needed");
        }
    }

    private async void Request(WorkerKind kind)
    {
        using var order = new WorkerOrder(kind, _template.NewRequest(Host.BlockedNodes));
        order.Place();
        _orders.Add(order.Request, order);
        StartedWorker started;
        try
        {
            started = await _driver.RequestWorkerAsync(order.Request, order.Cancellation);
        }
        catch (Exception e)
        {
            Close(order);
            if (!_hasEnded && !order.IsCancelled)
            {
                RequestFailed(e);
            }

            ForgetEarlyLosses();
            return;
        }

        Close(order);
        if (!_hasEnded)
        {
            Started(order, started);
        }

        ForgetEarlyLosses();
    }

    private void Close(WorkerOrder order)
    {
        order.Remove();
        _orders.Remove(order.Request);
    }

    private void ForgetEarlyLosses()
    {
        if (_orders.Count == 0)
        {
            _lostEarly.Clear();
            _leavingEarly.Clear();
        }
    }

    private void Started(WorkerOrder order, StartedWorker started)
    {
        if (order.IsCancelled)
        {
            Release(started.Id);
            return;
        }

        WorkerManagerLog.Starts(_logger, started.Id, started.Node ?? "a machine that is not named");
        var worker = new ManagedWorker(started.Id, started.Node) { Kind = order.Kind };
        _workers.Add(worker.Id, worker);
        worker.MoveTo(order.Kind.Unregistered);
        _deadlines!.Watch(worker);
        if (_lostEarly.Remove(started.Id, out var diagnostics))
        {
            WorkerLost(started.Id, diagnostics);
        }
        else if (_leavingEarly.Remove(started.Id, out var departure))
        {
            Leave(worker, departure.Deadline, departure.Reason);
        }
    }

    private void RequestFailed(Exception cause)
    {
        if (cause is FlinkException)
        {
            WorkerManagerLog.RequestFailed(_logger, cause.Message);
        }
        else
        {
            WorkerManagerLog.RequestBroke(_logger, cause);
        }

        StartFailed(cause.Message, cause is WorkerRequestException { IsRetryable: false });
        Check();
    }

    private void StartFailed(string reason, bool isHopeless)
    {
        var pause = _failures.Add(Host.Clock.GetUtcNow());
        if (_failures.IsTooMany)
        {
            WorkerManagerLog.CoolsDown(_logger, _failures.Count, pause);
        }

        // What is hopeless is tried again all the same, for who waits after the pause: somebody may have mended it.
        Pause(isHopeless ? _settings.RetryInterval : pause);
        SetTrouble(new SupplyTrouble(
            _failures.IsTooMany ? $"Workers could not be started {_failures.Count} times within a minute, the last time because {reason}" : $"A worker could not be started: {reason}",
            isHopeless));
    }

    private void SetTrouble(SupplyTrouble? trouble)
    {
        if (Trouble != trouble)
        {
            Trouble = trouble;
            Host.CheckDemand();
        }
    }

    private void QuarantineNodeOf(ManagedWorker worker, string diagnostics)
    {
        var now = Host.Clock.GetUtcNow();
        if (worker.Node is { } node && _quarantine.Failed(node, now))
        {
            Host.Block(new BlockedNode(node, $"workers ended there before they had registered, the last one: {diagnostics}", now + _settings.QuarantineTime));
        }
    }

    private void Pause(TimeSpan time)
    {
        var until = Host.Clock.GetUtcNow() + time;
        if (time <= TimeSpan.Zero || (_pause is not null && until <= _pausedUntil))
        {
            return;
        }

        _pause?.Dispose();
        _pausedUntil = until;
        _pause = Host.After(time, () =>
        {
            _pause = null;
            if (Trouble is { IsHopeless: true } trouble)
            {
                SetTrouble(trouble with { IsHopeless = false });
            }

            Check();
        });
    }

    private void Release(ManagedWorker worker, string reason)
    {
        WorkerManagerLog.Releases(_logger, worker.Id, reason);
        Remove(worker);
        Host.WorkerReleased(worker.Id);
        Release(worker.Id);
    }

    private async void Release(TaskManagerId worker)
    {
        _obituaries.Forget(worker);
        for (var pause = _settings.RetryInterval; !_hasEnded; pause += pause)
        {
            try
            {
                await _driver.ReleaseWorkerAsync(worker);
                return;
            }
            catch (Exception e)
            {
                if (_hasEnded)
                {
                    return;
                }

                WorkerManagerLog.ReleaseFailed(_logger, worker, pause, e);
            }

            await Task.Delay(pause, Host.Clock);
        }
    }

    private void Remove(ManagedWorker worker)
    {
        worker.IsGone = true;
        worker.MoveTo(null);
        _workers.Remove(worker.Id);
        CompleteRecovery();
    }

    private WorkerKind KindOf(WorkerSpec spec)
    {
        if (!_kinds.TryGetValue(spec, out var kind))
        {
            kind = new WorkerKind(spec);
            _kinds.Add(spec, kind);
        }

        return kind;
    }
}
