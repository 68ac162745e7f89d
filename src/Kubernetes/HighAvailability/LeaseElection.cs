using Flink.Core;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>
/// Contends for a lease, which says who should lead, and then begins a term in the config maps, which says who may write
/// (docs/decisions/0024). Whoever does not hold the lease watches it, and calls nothing until it is free or has not been renewed in time.
/// </summary>
/// <remarks>Steps run one at a time; only the watch over the deadline and the beginning of a term run beside them, since an API may not answer.</remarks>
internal sealed class LeaseElection : ILeaderElection, IDisposable
{
    private const int RetriesInPeriod = 4;

    private readonly ILeadershipApi _api;
    private readonly LeadershipSettings _settings;
    private readonly HighAvailabilitySurroundings _surroundings;
    private readonly LeaseObserver _observer;
    private readonly LeaseHolder _self;
    private readonly SerialTasks _steps;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly ITimer _deadline;
    private IDisposable? _watch;
    private ILeaderContender? _contender;
    private V1Lease? _seen;
    private bool _hasSeen;
    private long _seenAt;
    private volatile Tenure? _tenure;
    private long _renewedAt;
    private bool _hasStopped;

    public LeaseElection(
        ILeadershipApi api, LeaseObserver observer, LeadershipSettings settings, LeaseHolder self, HighAvailabilitySurroundings surroundings)
    {
        _api = api;
        _observer = observer;
        _settings = settings;
        _self = self;
        _surroundings = surroundings;
        _steps = new SerialTasks(surroundings.Io);
        _timer = Clock.CreateTimer(_ => _steps.Post(StepAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadline = Clock.CreateTimer(_ => GiveUpWhenLate(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeProvider Clock => _surroundings.Clock;

    private ILogger Logger => _surroundings.Logger;

    public void Start(ILeaderContender contender)
    {
        ArgumentNullException.ThrowIfNull(contender);
        if (Interlocked.CompareExchange(ref _contender, contender, null) is not null)
        {
            throw new InvalidOperationException("The election was started before.");
        }

        _watch = _observer.Watch(lease => _steps.Post(() => SawAsync(lease)));
    }

    public async Task StopAsync()
    {
        _watch?.Dispose();
        try
        {
            await _steps.Run(GiveWayAsync).WaitAsync(_settings.RenewDeadline, Clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LeadershipLog.Unreachable(Logger, _settings.LeaseName, "it does not answer");
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _timer.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Writes where the leader is, now; where that fails, the next renewal writes it.</summary>
    /// <exception cref="LeadershipLostException">The term has ended.</exception>
    public Task PublishAsync(Tenure tenure) => _steps.Run(async () =>
    {
        if (_tenure != tenure)
        {
            throw new LeadershipLostException("Nothing is published: the term of this process has ended.", mayBeDone: false);
        }

        if (tenure.HasNews)
        {
            await RenewAsync(tenure).ConfigureAwait(false);
        }
    });

    /// <summary>Somebody else has begun a term, as a write of this one showed.</summary>
    public void Lost(Tenure tenure) => _steps.Post(() =>
    {
        Revoke(tenure, "another process has begun a term");
        return StepAsync();
    });

    /// <summary>Ends the cluster: no later term finds anything.</summary>
    public Task RemoveDataAsync(LeaderSession session) => _steps.Run(async () =>
    {
        if (session is not KubernetesSession own || _tenure is not { } tenure || tenure.Session != own)
        {
            throw new LeadershipLostException($"Nothing of '{_settings.ClusterId}' is removed: this process does not lead.", mayBeDone: false);
        }

        await own.Records.RemoveAllAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _hasStopped = true;
        }

        Revoke(tenure, "the cluster has come to its end");
        try
        {
            await _api.DeleteLeaseAsync(tenure.Lease).ConfigureAwait(false);
        }
        catch (ConflictException)
        {
            // Somebody has taken it since, and the data is gone: it is theirs.
        }
    });

    // Its own renewals come back to the leader, and others late: only what looks like a loss is looked into.
    private Task SawAsync(V1Lease? lease)
    {
        if (_tenure is not { } tenure)
        {
            Observe(lease);
            return StepAsync();
        }

        return lease?.Spec?.HolderIdentity == _self.Identity ? Task.CompletedTask : TryAsync(() => ReadHeldAsync(tenure));
    }

    private Task StepAsync() => !_hasSeen ? Task.CompletedTask
        : TryAsync(_tenure is { } tenure ? () => RenewAsync(tenure) : ContendAsync);

    private async Task TryAsync(Func<Task> step)
    {
        if (_hasStopped)
        {
            return;
        }

        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever the API says, it may say something else at the next step; the deadline tells for how long that is waited for.
            LeadershipLog.Unreachable(Logger, _settings.LeaseName, e.Message);
            StepIn(_settings.RetryPeriod);
        }
    }

    private void Observe(V1Lease? lease)
    {
        if (!_hasSeen || lease?.Metadata.ResourceVersion != _seen?.Metadata.ResourceVersion || lease?.Metadata.Uid != _seen?.Metadata.Uid)
        {
            (_seen, _hasSeen, _seenAt) = (lease, true, Clock.GetTimestamp());
        }
    }

    private async Task ContendAsync()
    {
        if (_seen is { } lease && LeaseContent.IsHeld(lease) && !_self.IsOf(lease.Spec.HolderIdentity))
        {
            var left = _settings.LeaseDuration - Clock.GetElapsedTime(_seenAt);
            if (left > TimeSpan.Zero)
            {
                StepIn(left);
                return;
            }
        }

        try
        {
            await TakeAsync().ConfigureAwait(false);
        }
        catch (ConflictException)
        {
            // Somebody was quicker, or renewed and the watch has not said so: begin to wait anew.
            Observe(await _api.ReadLeaseAsync().ConfigureAwait(false));
            StepIn(_settings.RetryPeriod);
        }
    }

    private async Task TakeAsync()
    {
        var now = Clock.GetTimestamp();
        var lease = await _api.WriteLeaseAsync(LeaseContent.Taken(_seen, _settings, _self.Identity, Clock.GetUtcNow())).ConfigureAwait(false);
        Observe(lease);
        var tenure = new Tenure(lease);
        lock (_gate)
        {
            _tenure = tenure;
        }

        Renewed(now);
        Begin(tenure);
    }

    private async void Begin(Tenure tenure)
    {
        try
        {
            var records = await ConfigMapRecords.EstablishAsync(
                _api, _settings, FencingToken.Next(_surroundings.Random), _surroundings, () => Lost(tenure)).ConfigureAwait(false);
            _steps.Post(() =>
            {
                Grant(tenure, records);
                return Task.CompletedTask;
            });
        }
        catch (ConflictException e)
        {
            // The last write of the term before, people, or a process that begins one and had the lease before.
            LeadershipLog.TermDisturbed(Logger, _settings.ClusterId, e.Message);
            DropLater(tenure);
        }
        catch (Exception e)
        {
            // Whoever leads must have read everything: it is tried again as long as the lease is held.
            LeadershipLog.NoTerm(Logger, _settings.ClusterId, e);
            DropLater(tenure);
        }
    }

    private void DropLater(Tenure tenure) => _steps.Post(() =>
    {
        Drop(tenure);
        return Task.CompletedTask;
    });

    private void Grant(Tenure tenure, ConfigMapRecords records)
    {
        lock (_gate)
        {
            if (_tenure != tenure)
            {
                records.End();
                return;
            }

            var session = new KubernetesSession(this, tenure, records);
            tenure.Session = session;
            LeadershipLog.Granted(Logger, session.Epoch, _settings.ClusterId);
            _contender!.Granted(session);
        }

        records.RemoveOld();
    }

    // The lease is still this process's: the next step takes it anew.
    private void Drop(Tenure tenure)
    {
        lock (_gate)
        {
            if (_tenure == tenure)
            {
                _tenure = null;
                _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                StepIn(_settings.RetryPeriod);
            }
        }
    }

    private async Task RenewAsync(Tenure tenure)
    {
        var now = Clock.GetTimestamp();
        try
        {
            tenure.Lease = await _api.WriteLeaseAsync(LeaseContent.Renewed(tenure.Lease, _settings, tenure.TakeNews(), Clock.GetUtcNow())).ConfigureAwait(false);
            Observe(tenure.Lease);
            Renewed(now);
        }
        catch (ConflictException)
        {
            tenure.KeepNews();
            await ReadHeldAsync(tenure).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Sooner than the next one would have been: there may be time for few.
            tenure.KeepNews();
            LeadershipLog.Unreachable(Logger, _settings.LeaseName, e.Message);
            StepIn(_settings.RetryPeriod / RetriesInPeriod);
        }
    }

    // Somebody else took it, or it was touched without being taken, by people or by a renewal whose answer was lost.
    private async Task ReadHeldAsync(Tenure tenure)
    {
        var lease = await _api.ReadLeaseAsync().ConfigureAwait(false);
        Observe(lease);
        if (lease is not null && lease.Spec?.HolderIdentity == _self.Identity && lease.Spec.LeaseTransitions == tenure.Lease.Spec.LeaseTransitions)
        {
            tenure.Lease = lease;
            StepIn(TimeSpan.Zero);
            return;
        }

        Revoke(tenure, lease is null ? "somebody has deleted its lease" : $"'{lease.Spec?.HolderIdentity}' holds the lease");
        await StepAsync().ConfigureAwait(false);
    }

    private void Renewed(long at)
    {
        lock (_gate)
        {
            _renewedAt = at;
            var left = _settings.RenewDeadline - Clock.GetElapsedTime(at);
            _deadline.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        StepIn(_settings.RetryPeriod);
    }

    private void StepIn(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_hasStopped)
            {
                _timer.Change(time, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void GiveUpWhenLate()
    {
        lock (_gate)
        {
            if (_tenure is not { } tenure)
            {
                return;
            }

            var left = _settings.RenewDeadline - Clock.GetElapsedTime(_renewedAt);
            if (left > TimeSpan.Zero)
            {
                // Timers count in coarser steps than the clock, and may be a little early: nobody else would look again.
                _deadline.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            Revoke(tenure, $"the lease '{_settings.LeaseName}' could not be renewed for {_settings.RenewDeadline.TotalSeconds:0.#} s");
        }
    }

    private async Task GiveWayAsync()
    {
        lock (_gate)
        {
            _hasStopped = true;
        }

        if (_tenure is not { } tenure)
        {
            return;
        }

        Revoke(tenure, "this process stops");
        try
        {
            await ReleaseAsync(tenure.Lease).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The next leader waits for the lease.
            LeadershipLog.Unreachable(Logger, _settings.LeaseName, e.Message);
        }
    }

    private async Task ReleaseAsync(V1Lease lease)
    {
        try
        {
            await _api.WriteLeaseAsync(LeaseContent.Released(lease, _settings, Clock.GetUtcNow())).ConfigureAwait(false);
        }
        catch (ConflictException)
        {
            // By people, or by a renewal whose answer was lost.
            if (await _api.ReadLeaseAsync().ConfigureAwait(false) is { } now && now.Spec?.HolderIdentity == _self.Identity)
            {
                await _api.WriteLeaseAsync(LeaseContent.Released(now, _settings, Clock.GetUtcNow())).ConfigureAwait(false);
            }
        }
    }

    private void Revoke(Tenure tenure, string reason)
    {
        lock (_gate)
        {
            if (_tenure != tenure)
            {
                return;
            }

            _tenure = null;
            _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (tenure.Session is { } session)
            {
                session.Close();
                LeadershipLog.Revoked(Logger, session.Epoch, _settings.ClusterId, reason);
                _contender!.Revoked(session, reason);
            }
        }
    }
}
