using Microsoft.Extensions.Logging;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>Looks into the shared folder for who leads, as long as somebody wants to know.</summary>
internal sealed partial class FolderRetrieval : ILeaderRetrieval, IDisposable
{
    private readonly ClusterFolder _folder;
    private readonly FolderSettings _settings;
    private readonly HighAvailabilitySurroundings _surroundings;
    private readonly SerialIo _io;
    private readonly Lock _gate = new();
    private readonly List<Watcher> _watchers = [];
    private readonly ITimer _timer;
    private IReadOnlyDictionary<string, LeaderAddress> _known = new Dictionary<string, LeaderAddress>();
    private bool _isUnreachable;
    private bool _isDisposed;

    public FolderRetrieval(ClusterFolder folder, FolderSettings settings, HighAvailabilitySurroundings surroundings)
    {
        _folder = folder;
        _settings = settings;
        _surroundings = surroundings;
        _io = new SerialIo(surroundings.Io);
        _timer = surroundings.Clock.CreateTimer(_ => _io.Post(Look), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IDisposable Watch(string component, Action<LeaderAddress?> changed)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        ArgumentNullException.ThrowIfNull(changed);
        var watcher = new Watcher(component, changed);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _watchers.Add(watcher);
            watcher.Tell(_known);
        }

        // Not at the next look: whoever starts has nothing to do before he knows.
        _io.Post(Look);
        return new Watch(() =>
        {
            lock (_gate)
            {
                _watchers.Remove(watcher);
            }
        });
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _watchers.Clear();
        }

        _timer.Dispose();
    }

    private void Look()
    {
        try
        {
            if (Read() is { } components)
            {
                Learn(components);
            }

            _isUnreachable = false;
        }
        catch (Exception e)
        {
            // Whatever a file system throws: what was known stays known.
            if (!_isUnreachable)
            {
                LogUnreachable(_surroundings.Logger, _folder.Root, e.Message);
            }

            _isUnreachable = true;
        }

        lock (_gate)
        {
            if (_watchers.Count > 0)
            {
                _timer.Change(_settings.RetryPeriod, Timeout.InfiniteTimeSpan);
            }
        }
    }

    // Null while a term has begun and not said where it is: until then the one before is as good as any.
    private IReadOnlyDictionary<string, LeaderAddress>? Read()
    {
        var term = _folder.HighestClaim();
        if (term == 0)
        {
            return new Dictionary<string, LeaderAddress>();
        }

        return _folder.TryReadLeader(term) is { } content ? LeaderRecord.Decode(content, _folder.EpochFolder(term)).Components : null;
    }

    private void Learn(IReadOnlyDictionary<string, LeaderAddress> components)
    {
        lock (_gate)
        {
            _known = components;
            foreach (var watcher in _watchers.ToArray())
            {
                watcher.Tell(components);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Who leads is not known: the high-availability folder {Folder} cannot be read: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, object folder, string reason);

    private sealed class Watcher(string component, Action<LeaderAddress?> changed)
    {
        private LeaderAddress? _told;
        private bool _hasTold;

        public void Tell(IReadOnlyDictionary<string, LeaderAddress> components)
        {
            var leader = components.GetValueOrDefault(component);
            if (!_hasTold || leader != _told)
            {
                (_told, _hasTold) = (leader, true);
                changed(leader);
            }
        }
    }
}
