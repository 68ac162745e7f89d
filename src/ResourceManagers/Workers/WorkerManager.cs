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
    private readonly Workforce _workers = new();
    private readonly Recovery _recovery;
    private readonly OpenOrders _orders = new();
    private readonly Obituaries _obituaries;
    private IWorkerSupplyHost? _host;
    private RegistrationDeadlines? _deadlines;
    private FailedStarts? _failures;
    private Departures? _departures;
    private WorkerReleases? _releases;
    private bool _isChecking;
    private bool _isCheckDue;

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
        _obituaries = new Obituaries(driver, settings);
        _recovery = new Recovery(settings, Check, () => HasEnded, logger);
    }

    /// <inheritdoc/>
    public WorkerSpec? Startable => _template.Spec;

    /// <inheritdoc/>
    public Task Ready => _recovery.Ready;

    /// <inheritdoc/>
    public SupplyTrouble? Trouble => _failures?.Trouble;

    /// <inheritdoc/>
    public int PendingWorkers => _workers.Pending;

    /// <inheritdoc/>
    public double StartFailuresPerSecond => _failures?.PerSecond ?? 0;

    /// <summary>Whether the term, or the cluster, has come to its end.</summary>
    internal bool HasEnded { get; private set; }

    // An answer of the driver that is still to be read may bring whoever is unknown.
    private bool MayBecomeKnown => !_recovery.HasBegun || !_orders.IsEmpty;

    private IWorkerSupplyHost Host => _host!;

    private FailedStarts Failures => _failures!;

    /// <inheritdoc/>
    public async void Start(IWorkerSupplyHost host)
    {
        _host = host;
        _deadlines = new RegistrationDeadlines(_settings.RegistrationTimeout, host, GiveUp);
        _failures = new FailedStarts(_settings, host, Check, _logger);
        _departures = new Departures(host, Dismiss, _logger);
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
        _workers.Find(worker) is not null ? WorkerAcceptance.Yes
        : MayBecomeKnown ? WorkerAcceptance.NotYet
        : WorkerAcceptance.No;

    /// <inheritdoc/>
    public void Registered(TaskManagerId worker, WorkerSpec spec)
    {
        if (_workers.Find(worker) is not { } known)
        {
            return;
        }

        if (known.Kind is { } expected && expected.Spec != spec)
        {
            WorkerManagerLog.OtherKind(_logger, worker, spec.Total, expected.Spec.Total);
        }

        Failures.Ease(known, _orders.WaitsBecause);
        var isOfEarlierTerm = known.Kind is null;
        known.Kind = _workers.KindOf(spec);
        known.IsRegistered = known.MayWork = true;
        known.Span?.Registered();
        known.MoveTo(known.Kind.Registered);
        if (isOfEarlierTerm)
        {
            // It counts from now on. The slot manager hears of it next, and would declare it.
            known.Kind.Needed++;
            _recovery.Advance();
        }

        _workers.CountPending();
        _departures!.TellAgain(known);
    }

    /// <inheritdoc/>
    public void Unregistered(TaskManagerId worker)
    {
        if (_workers.Find(worker) is { IsRegistered: true } known)
        {
            known.IsRegistered = false;
            known.MoveTo(known.Kind!.Unregistered);
            _workers.CountPending();
            _deadlines!.Watch(known);
        }
    }

    /// <inheritdoc/>
    public void Lost(TaskManagerId worker)
    {
        if (_workers.Find(worker) is not { } known)
        {
            return;
        }

        // It may be alive and cut off, so it is ended.
        Remove(known, "it is lost");
        Release(worker);
        CheckAfterLossOf(known);
    }

    /// <inheritdoc/>
    public string? NodeOf(TaskManagerId worker) => _workers.Find(worker)?.Node;

    /// <inheritdoc/>
    public Task<string?> ExplainLossAsync(TaskManagerId worker) => _obituaries.ExplainAsync(worker, isThere: _workers.Find(worker) is not null, Host);

    /// <inheritdoc/>
    public void Declare(IReadOnlyList<WorkerDeclaration> declarations)
    {
        ArgumentNullException.ThrowIfNull(declarations);
        foreach (var kind in _workers.Kinds)
        {
            kind.Needed = 0;
        }

        foreach (var declaration in declarations)
        {
            _workers.KindOf(declaration.Spec).Needed = declaration.Needed;
        }

        foreach (var leaving in declarations.SelectMany(static declaration => declaration.Leaving))
        {
            if (_workers.Find(leaving) is { IsRegistered: true } worker)
            {
                worker.MoveTo(worker.Kind!.Leaving);
            }
        }

        foreach (var unwanted in declarations.SelectMany(static declaration => declaration.Unwanted))
        {
            if (_workers.Find(unwanted) is { } worker)
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
        if (_workers.Find(id) is not { } worker)
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
            Failures.WorkerEnded(worker, diagnostics);
        }

        Host.WorkerGone(id, diagnostics);
        CheckAfterLossOf(worker);
    }

    /// <summary>The driver says that a worker will be taken away.</summary>
    internal void WorkerLeaves(TaskManagerId id, DateTimeOffset deadline, string reason)
    {
        if (_workers.Find(id) is { } worker)
        {
            _departures!.Announce(worker, deadline, reason);
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
            _orders.Wait(order, reason);
            WorkerManagerLog.Waits(_logger, reason);
            Failures.RequestWaits(reason);
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
        _failures?.Stop();
        _deadlines?.Stop();
        _term.Cancel();
        _orders.CancelAll();
    }

    private void Recover(IReadOnlyList<RecoveredWorker> recovered)
    {
        ManagedWorker[] found = [.. recovered.Select(static worker => new ManagedWorker(worker.Id, worker.Node) { MayWork = true })];
        foreach (var worker in found)
        {
            _workers.Add(worker);
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

    // Of one that had registered the slot manager knows whether it is still needed, and declares that next.
    private void CheckAfterLossOf(ManagedWorker worker)
    {
        if (!worker.IsRegistered)
        {
            Check();
        }
    }

    private void Dismiss(ManagedWorker worker, string reason)
    {
        Release(worker, reason);
        Check();
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
            foreach (var kind in _workers.Kinds.ToArray())
            {
                Compare(kind);
            }
        }

        _isChecking = false;
        if (_orders.IsEmpty && !_workers.IsAnyBooting)
        {
            Failures.Forget();
        }
    }

    private void Compare(WorkerKind kind)
    {
        if (kind.Total > kind.Needed)
        {
            Shrink(kind);
        }
        else if (kind.Total < kind.Needed && kind.Spec == _template.Spec && !Failures.ForbidRequests)
        {
            var missing = kind.Needed - kind.Total - _recovery.Expected;
            if (missing > 0)
            {
                WorkerManagerLog.Requests(_logger, missing, kind.Spec.Total, kind.Spec.SlotCount, kind.Needed);
            }

            for (; missing > 0 && !Failures.ForbidRequests && !HasEnded; missing--)
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
            _workers.CountPending();
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
        _workers.CountPending();
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
                Failures.RequestFailed(e);
                Check();
            }
        }

        _workers.CountPending();
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
        _workers.Add(worker);
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
            _departures!.Announce(worker, departure.Deadline, departure.Reason);
        }
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
        _workers.Remove(worker, reason);
        _recovery.Advance();
    }
}
