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
public sealed class WorkerManager : IWorkerSupply
{
    private readonly IResourceManagerDriver _driver;
    private readonly WorkerTemplate _template;
    private readonly WorkerManagerSettings _settings;
    private readonly Action<Exception> _fatal;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _term = new();
    private readonly Dictionary<TaskManagerId, ManagedWorker> _workers = [];
    private readonly Dictionary<WorkerSpec, WorkerKind> _kinds = [];
    private readonly Recovery _recovery;
    private readonly OpenOrders _orders = new();
    private readonly Obituaries _obituaries = new();
    private readonly NodeQuarantine _quarantine;
    private IWorkerSupplyHost? _host;
    private RegistrationDeadlines? _deadlines;
    private StartPauses? _pauses;
    private WorkerReleases? _releases;
    private bool _isChecking;
    private bool _isCheckDue;
    private volatile int _pending;

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
        _quarantine = new NodeQuarantine(settings);
        _recovery = new Recovery(settings, Check, () => HasEnded, logger);
    }

    /// <inheritdoc/>
    public WorkerSpec? Startable => _template.Spec;

    /// <inheritdoc/>
    public Task Ready => _recovery.Ready;

    /// <inheritdoc/>
    public SupplyTrouble? Trouble => _pauses?.Trouble;

    /// <inheritdoc/>
    public int PendingWorkers => _pending;

    /// <inheritdoc/>
    public double StartFailuresPerSecond => _pauses?.FailuresPerSecond ?? 0;

    /// <summary>Whether the term, or the cluster, has come to its end.</summary>
    internal bool HasEnded { get; private set; }

    // An answer of the driver that is still to be read may bring whoever is unknown.
    private bool MayBecomeKnown => !_recovery.HasBegun || !_orders.IsEmpty;

    private IWorkerSupplyHost Host => _host!;

    private StartPauses Pauses => _pauses!;

    /// <inheritdoc/>
    public async void Start(IWorkerSupplyHost host)
    {
        _host = host;
        _deadlines = new RegistrationDeadlines(_settings.RegistrationTimeout, host, GiveUp);
        _pauses = new StartPauses(_settings, host, Check, _logger);
        _releases = new WorkerReleases(_driver, _settings, host.Clock, () => HasEnded, _logger);
        IReadOnlyList<RecoveredWorker> recovered;
        try
        {
            recovered = await _driver.InitializeAsync(new DriverEvents(this, host), _term.Token);
        }
        catch (Exception e)
        {
            if (!HasEnded)
            {
                _fatal(e is FlinkException ? e : new FlinkException($"The driver of the resource manager could not start: {e.Message}", e));
            }

            return;
        }

        if (!HasEnded)
        {
            Recover(recovered);
        }
    }

    /// <inheritdoc/>
    public WorkerAcceptance Accepts(TaskManagerId worker) =>
        _workers.ContainsKey(worker) ? WorkerAcceptance.Yes
        : MayBecomeKnown ? WorkerAcceptance.NotYet
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

        _quarantine.Ease(known.Node);
        Pauses.Ease(_orders.WaitsBecause);
        var isOfEarlierTerm = known.Kind is null;
        known.Kind = KindOf(spec);
        known.IsRegistered = known.MayWork = true;
        known.Span?.Registered();
        known.MoveTo(known.Kind.Registered);
        if (isOfEarlierTerm)
        {
            // It counts from now on. The slot manager hears of it next, and would declare it.
            known.Kind.Needed++;
            _recovery.Advance();
        }

        CountPending();
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
            CountPending();
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
        Remove(known, "it is lost");
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
        _driver.Suspect(worker);
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

    /// <summary>The driver says that a worker has ended.</summary>
    internal void WorkerLost(TaskManagerId id, string diagnostics)
    {
        if (!_workers.TryGetValue(id, out var worker))
        {
            if (MayBecomeKnown)
            {
                _orders.NoteLoss(id, diagnostics);
            }

            return;
        }

        Remove(worker, diagnostics);
        _obituaries.Add(id, diagnostics);
        if (worker.IsRegistered)
        {
            WorkerManagerLog.Lost(_logger, id, diagnostics);
        }
        else
        {
            WorkerManagerLog.LostUnregistered(_logger, id, diagnostics);
            CountFailedStart(worker, diagnostics);
        }

        Host.WorkerGone(id, diagnostics);
        CheckAfterLossOf(worker);
    }

    /// <summary>The driver says that a worker will be taken away.</summary>
    internal void WorkerLeaves(TaskManagerId id, DateTimeOffset deadline, string reason)
    {
        if (_workers.TryGetValue(id, out var worker))
        {
            Leave(worker, deadline, reason);
        }
        else if (MayBecomeKnown)
        {
            _orders.NoteDeparture(id, deadline, reason);
        }
    }

    /// <summary>The driver says why a request waits.</summary>
    internal void RequestWaits(WorkerRequest request, string reason)
    {
        if (_orders.Find(request) is { IsCancelled: false } order && order.WaitsBecause != reason)
        {
            order.WaitsBecause = reason;
            WorkerManagerLog.Waits(_logger, reason);
            Pauses.Waits(reason);
        }
    }

    /// <summary>The driver can go on no more.</summary>
    internal void Fail(Exception cause) => _fatal(cause);

    private void End()
    {
        if (HasEnded)
        {
            return;
        }

        HasEnded = true;
        _pauses?.Stop();
        _deadlines?.Stop();
        _term.Cancel();
        _orders.CancelAll();
    }

    private void Recover(IReadOnlyList<RecoveredWorker> recovered)
    {
        ManagedWorker[] found = [.. recovered.Select(static worker => new ManagedWorker(worker.Id, worker.Node) { MayWork = true })];
        foreach (var worker in found)
        {
            _workers.Add(worker.Id, worker);
            _deadlines!.Watch(worker);
        }

        _recovery.Begin(found, Host);

        // Some may have ended since they were listed.
        foreach (var worker in found)
        {
            TakeEarlyNews(worker);
        }

        _orders.ForgetEarlyNews();
        _recovery.Advance();
        Check();
    }

    // One of an earlier term started well, then; what became of it since is no question of starts.
    private void CountFailedStart(ManagedWorker worker, string diagnostics)
    {
        if (worker.MayWork)
        {
            return;
        }

        var now = Host.Clock.GetUtcNow();
        if (worker.Node is { } node && _quarantine.Failed(node, now))
        {
            Host.Block(new BlockedNode(node, $"workers ended there before they had registered, the last one: {diagnostics}", now + _settings.QuarantineTime));
        }

        Pauses.Failed($"worker {worker.Id} ended before it had registered: {diagnostics}", isHopeless: false);
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
        var reason = $"it did not register within {_settings.RegistrationTimeout.TotalSeconds:0.#} s";
        Remove(worker, reason);
        Release(worker.Id);
        Host.WorkerGone(worker.Id, reason);
        Check();
    }

    private void Check()
    {
        _isCheckDue = true;
        if (_isChecking || !_recovery.Ready.IsCompleted)
        {
            return;
        }

        _isChecking = true;
        while (_isCheckDue && !HasEnded)
        {
            _isCheckDue = false;
            foreach (var kind in _kinds.Values.ToArray())
            {
                Compare(kind);
            }
        }

        _isChecking = false;
        if (Pauses is { IsOn: false, Trouble: not null } && _orders.IsEmpty && _kinds.Values.All(static kind => kind.Unregistered.Count == 0))
        {
            Pauses.Forget();
        }
    }

    private void Compare(WorkerKind kind)
    {
        if (kind.Total > kind.Needed)
        {
            Shrink(kind);
        }
        else if (kind.Total < kind.Needed && kind.Spec == _template.Spec && !Pauses.IsOn)
        {
            var missing = kind.Needed - kind.Total - _recovery.Expected;
            if (missing > 0)
            {
                WorkerManagerLog.Requests(_logger, missing, kind.Spec.Total, kind.Spec.SlotCount, kind.Needed);
            }

            for (; missing > 0 && !Pauses.IsOn && !HasEnded; missing--)
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
            CountPending();
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
        _orders.Add(order);
        CountPending();
        try
        {
            var started = await _driver.RequestWorkerAsync(order.Request, order.Cancellation);
            _orders.Close(order);
            if (!HasEnded)
            {
                Started(order, started);
            }
        }
        catch (Exception e)
        {
            order.Span.Failed(e.Message);
            _orders.Close(order);
            if (!HasEnded && !order.IsCancelled)
            {
                RequestFailed(e);
            }
        }

        CountPending();
        _orders.ForgetEarlyNews();
    }

    private void Started(WorkerOrder order, StartedWorker started)
    {
        if (order.IsCancelled)
        {
            Release(started.Id);
            return;
        }

        WorkerManagerLog.Starts(_logger, started.Id, started.Node ?? "a machine that is not named");
        var worker = new ManagedWorker(started.Id, started.Node) { Kind = order.Kind, Span = order.Span };
        order.Span.Started(worker);
        _workers.Add(worker.Id, worker);
        worker.MoveTo(order.Kind.Unregistered);
        _deadlines!.Watch(worker);
        TakeEarlyNews(worker);
    }

    private void TakeEarlyNews(ManagedWorker worker)
    {
        if (_orders.TryTakeLoss(worker.Id, out var diagnostics))
        {
            WorkerLost(worker.Id, diagnostics);
        }
        else if (_orders.TryTakeDeparture(worker.Id, out var departure))
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

        Pauses.Failed(cause.Message, cause is WorkerRequestException { IsRetryable: false });
        Check();
    }

    private void Release(ManagedWorker worker, string reason)
    {
        WorkerManagerLog.Releases(_logger, worker.Id, reason);
        Remove(worker, reason);
        Host.WorkerReleased(worker.Id);
        Release(worker.Id);
    }

    private void Release(TaskManagerId worker)
    {
        _obituaries.Forget(worker);
        _releases!.Release(worker);
    }

    private void Remove(ManagedWorker worker, string reason)
    {
        worker.IsGone = true;
        worker.Span?.Failed(reason);
        worker.MoveTo(null);
        _workers.Remove(worker.Id);
        CountPending();
        _recovery.Advance();
    }

    // For meters, which read it from elsewhere.
    private void CountPending()
    {
        var pending = 0;
        foreach (var kind in _kinds.Values)
        {
            pending += kind.Unanswered.Count + kind.Unregistered.Count;
        }

        _pending = pending;
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
