using Flink.Runtime.Rpc;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>Contends by claiming terms in the shared folder, and renews the record of the term that it won.</summary>
/// <remarks>Steps run one at a time on an I/O thread; only the watch over the deadline runs beside them, since a file system may hang.</remarks>
internal sealed partial class FolderElection : ILeaderElection, IDisposable
{
    private readonly ClusterFolder _folder;
    private readonly FolderSettings _settings;
    private readonly HighAvailabilitySurroundings _surroundings;
    private readonly SerialIo _io;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly ITimer _deadline;
    private ILeaderContender? _contender;
    private FolderSession? _session;
    private long _renewedAt;
    private bool _hasStopped;

    // What a follower has seen, and since when by its own clock.
    private long _seenTerm = -1;
    private byte[]? _seenRecord;
    private long _seenAt;
    private long _ownTerm;

    public FolderElection(ClusterFolder folder, FolderSettings settings, HighAvailabilitySurroundings surroundings)
    {
        _folder = folder;
        _settings = settings;
        _surroundings = surroundings;
        _io = new SerialIo(surroundings.Io);
        _timer = Clock.CreateTimer(_ => _io.Post(Step), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadline = Clock.CreateTimer(_ => GiveUpWhenLate(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeProvider Clock => _surroundings.Clock;

    public void Start(ILeaderContender contender)
    {
        ArgumentNullException.ThrowIfNull(contender);
        if (Interlocked.CompareExchange(ref _contender, contender, null) is not null)
        {
            throw new InvalidOperationException("The election was started before.");
        }

        _io.Post(Step);
    }

    public async Task StopAsync()
    {
        var stopped = _io.Run(GiveWay);
        try
        {
            await stopped.WaitAsync(_settings.RenewDeadline, Clock);
        }
        catch (TimeoutException)
        {
            LogUnreachable(_surroundings.Logger, _folder.Root, "it does not answer");
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Writes what the leader says of itself, now; where that fails, the next renewal writes it.</summary>
    /// <exception cref="LeadershipLostException">The term has ended.</exception>
    public Task RenewAsync(FolderSession session) => _io.Run(() =>
    {
        try
        {
            Renew(session);
        }
        catch (Exception e) when (e is not LeadershipLostException)
        {
            LogUnreachable(_surroundings.Logger, _folder.Root, e.Message);
        }
    });

    /// <summary>Ends the cluster: no later term finds anything.</summary>
    public Task RemoveDataAsync(LeaderSession session) => _io.Run(() =>
    {
        // The next term is begun by the one who removes, so that nobody else builds on what is about to go.
        if (!_folder.IsLatest(session.Epoch) || !_folder.TryClaim(session.Epoch + 1))
        {
            throw new LeadershipLostException($"Nothing is removed from '{_folder.Root}': another process leads.", mayBeDone: false);
        }

        lock (_gate)
        {
            _hasStopped = true;
        }

        Revoke((FolderSession)session, "the cluster has come to its end");
        _folder.RemoveAll();
    });

    private void Step()
    {
        if (_hasStopped)
        {
            return;
        }

        try
        {
            if (_session is { } session)
            {
                Renew(session);
            }
            else
            {
                Contend();
            }
        }
        catch (LeadershipLostException)
        {
            // Revoked already; from now on it follows.
        }
        catch (Exception e)
        {
            // Whatever a file system throws, it may be there again at the next step; the deadline says for how long that is waited for.
            LogUnreachable(_surroundings.Logger, _folder.Root, e.Message);
        }

        lock (_gate)
        {
            if (!_hasStopped)
            {
                _timer.Change(_settings.RetryPeriod, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Renew(FolderSession session)
    {
        var now = Clock.GetTimestamp();
        if (session.Lost.IsCancellationRequested || !_folder.IsLatest(session.Epoch))
        {
            Revoke(session, "another process has begun a term");
            throw new LeadershipLostException($"This process led in term {session.Epoch}, which has ended.", mayBeDone: false);
        }

        _folder.WriteLeader(session.Epoch, session.NextRecord(hasEnded: false));
        Renewed(now);
    }

    private void Contend()
    {
        var term = _folder.HighestClaim();
        if (term == 0 || term == _ownTerm || (_ownTerm == 0 && _settings.BeginsAtOnce))
        {
            // The first term, or one that this process claimed and does not lead any more, or that of a predecessor which has ended: nobody is waited for.
            Claim(term + 1);
            return;
        }

        var record = _folder.TryReadLeader(term);
        if (term != _seenTerm || !record.AsSpan().SequenceEqual(_seenRecord))
        {
            (_seenTerm, _seenRecord, _seenAt) = (term, record, Clock.GetTimestamp());
        }

        var hasEnded = record is not null && LeaderRecord.Decode(record, _folder.EpochFolder(term)).HasEnded;
        if (hasEnded || Clock.GetElapsedTime(_seenAt) >= _settings.LeaseDuration)
        {
            Claim(term + 1);
        }
    }

    private void Claim(long term)
    {
        var now = Clock.GetTimestamp();
        if (!_folder.TryClaim(term))
        {
            return;
        }

        _ownTerm = term;
        var records = FolderRecords.Establish(_folder, term, new SerialIo(_surroundings.Io), _surroundings.Logger);
        var session = new FolderSession(this, term, FencingToken.Next(_surroundings.Random), records, _surroundings.RpcAddress);
        _folder.WriteLeader(term, session.NextRecord(hasEnded: false));
        if (!_folder.IsLatest(term))
        {
            return;
        }

        records.RemoveOld();
        lock (_gate)
        {
            _session = session;
            LogGranted(_surroundings.Logger, term, _folder.Root);
            _contender!.Granted(session);
            Renewed(now);
        }
    }

    private void Renewed(long at)
    {
        lock (_gate)
        {
            _renewedAt = at;
            var left = _settings.RenewDeadline - Clock.GetElapsedTime(at);
            _deadline.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void GiveUpWhenLate()
    {
        lock (_gate)
        {
            if (_session is not { } session)
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

            Revoke(session, $"'{_folder.Root}' could not be written for {_settings.RenewDeadline.TotalSeconds:0.#} s");
        }
    }

    private void GiveWay()
    {
        lock (_gate)
        {
            _hasStopped = true;
        }

        if (_session is not { } session)
        {
            return;
        }

        Revoke(session, "this process stops");
        try
        {
            _folder.WriteLeader(session.Epoch, session.NextRecord(hasEnded: true));
        }
        catch (Exception e)
        {
            // The next leader waits for the lease.
            LogUnreachable(_surroundings.Logger, _folder.Root, e.Message);
        }
    }

    private void Revoke(FolderSession session, string reason)
    {
        lock (_gate)
        {
            if (_session != session)
            {
                return;
            }

            _session = null;
            session.Close();
            LogRevoked(_surroundings.Logger, session.Epoch, _folder.Root, reason);
            _contender!.Revoked(session, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This process leads in term {Term} of {Folder}.")]
    private static partial void LogGranted(ILogger logger, long term, object folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process does not lead any more in term {Term} of {Folder}: {Reason}.")]
    private static partial void LogRevoked(ILogger logger, long term, object folder, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The high-availability folder {Folder} cannot be used: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, object folder, string reason);
}
