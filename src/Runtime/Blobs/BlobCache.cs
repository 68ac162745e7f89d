using System.Security.Cryptography;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Blobs;

/// <summary>A worker's copies of blobs: each is fetched once however many ask for it, goes on where a broken transfer ended, and is checked against its hash.</summary>
/// <remarks>Kept as the server keeps them: while a job needs one, and then for the clean-up interval. Safe for concurrent use.</remarks>
public sealed partial class BlobCache : IBlobFiles, IDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly Func<IBlobClient> _server;
    private readonly BlobSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<BlobCache> _logger;
    private readonly ProcessFolder _processFolder;
    private readonly BlobFolder _folder;
    private readonly BlobUse _use;
    private readonly LocalFileSystem _files = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<BlobKey, Fetch> _fetches = [];
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _cleanup;

    /// <param name="server">The server of who leads now, asked before each attempt; throws <see cref="BlobException"/> with <see cref="BlobError.Unreachable"/> while nobody does.</param>
    /// <param name="settings">Where blobs lie, how long, and how often fetching is tried.</param>
    /// <param name="clock">The clock of clean-ups and pauses.</param>
    /// <param name="logger">Where failed attempts are logged.</param>
    public BlobCache(Func<IBlobClient> server, BlobSettings settings, TimeProvider clock, ILogger<BlobCache> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        _server = server;
        _settings = settings;
        _clock = clock;
        _logger = logger;
        _processFolder = ProcessFolder.Create(settings.Directory, "flink-blob-cache");
        _folder = new BlobFolder(FilePath.OfLocal(_processFolder.Path));
        _use = new BlobUse(clock, settings.CleanupInterval);
        _cleanup = clock.CreateTimer(_ => RemoveUnused(), null, settings.CleanupInterval, settings.CleanupInterval);
    }

    /// <inheritdoc/>
    public async Task<string> GetFileAsync(BlobKey key, BlobOwner owner, CancellationToken cancellation)
    {
        Task fetched;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            if (_use.Has(key))
            {
                _use.Touch(key, owner);
                return _folder.PathOf(key).LocalPath;
            }

            if (!_fetches.TryGetValue(key, out var fetch))
            {
                _fetches.Add(key, fetch = new Fetch());
                fetch.Task = FetchAsync(key, fetch);
            }

            fetch.Owners.Add(owner);
            fetched = fetch.Task;
        }

        await fetched.WaitAsync(cancellation).ConfigureAwait(false);
        return _folder.PathOf(key).LocalPath;
    }

    /// <inheritdoc/>
    public Task HoldAsync(BlobKey key, JobId job)
    {
        var owner = BlobOwner.Of(job);
        lock (_gate)
        {
            if (_use.Has(key))
            {
                _use.Touch(key, owner);
            }
            else if (_fetches.TryGetValue(key, out var fetch))
            {
                fetch.Owners.Add(owner);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Release(JobId job)
    {
        lock (_gate)
        {
            _use.Release(job);
            foreach (var fetch in _fetches.Values)
            {
                fetch.Owners.Remove(BlobOwner.Of(job));
            }
        }
    }

    /// <summary>Removes the files.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _cleanup.Dispose();
        _processFolder.Dispose();
    }

    private async Task FetchAsync(BlobKey key, Fetch fetch)
    {
        // Not on the caller's thread, which holds the lock: the end of a fetch waits for it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var pause = _firstPause;
            for (var attempt = 0; !await TryFetchAsync(key, fetch, isLast: attempt >= _settings.FetchRetries).ConfigureAwait(false); attempt++)
            {
                await Task.Delay(pause, _clock, _disposed.Token).ConfigureAwait(false);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
        finally
        {
            lock (_gate)
            {
                _fetches.Remove(key);
            }
        }
    }

    private async Task<bool> TryFetchAsync(BlobKey key, Fetch fetch, bool isLast)
    {
        try
        {
            await TransferAsync(key, fetch).ConfigureAwait(false);
            return true;
        }
        catch (FileSystemException e)
        {
            _files.Delete(_folder.PartialOf(key), recursive: false);
            throw BlobFolder.Translate(e, $"fetched ({key})");
        }
        catch (BlobException e) when (!isLast && e.Error is BlobError.Unreachable or BlobError.Damaged)
        {
            LogAttempt(_logger, key, e.Message);
            return false;
        }
    }

    private async Task TransferAsync(BlobKey key, Fetch fetch)
    {
        var partial = _folder.PartialOf(key);
        using (var file = _files.OpenAppend(partial))
        {
            // What came before the connection broke is kept: the transfer goes on behind it.
            await _server().GetAsync(key, file.Length, file, _disposed.Token).ConfigureAwait(false);
        }

        var hash = HashOf(partial);
        if (hash != key)
        {
            _files.Delete(partial, recursive: false);
            throw new BlobException(BlobError.Damaged, $"Blob {key} was damaged on its way: what came has the hash {hash}.");
        }

        _folder.Adopt(partial, key);
        lock (_gate)
        {
            // All at once, and before anybody is told: between the copy and the first job that holds it, no clean-up may see it unused.
            _use.Touch(key, BlobOwner.Transient);
            foreach (var owner in fetch.Owners)
            {
                _use.Touch(key, owner);
            }
        }
    }

    private BlobKey HashOf(FilePath path)
    {
        using var content = _files.OpenRead(path);
        return BlobKey.FromHash(SHA256.HashData(content));
    }

    private void RemoveUnused()
    {
        lock (_gate)
        {
            foreach (var key in _use.TakeUnused())
            {
                try
                {
                    _folder.Delete(key);
                }
                catch (FileSystemException e)
                {
                    // It costs space until the process ends.
                    LogNotRemoved(_logger, key, e);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Blob {Key} could not be fetched and is tried again: {Reason}")]
    private static partial void LogAttempt(ILogger logger, BlobKey key, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Blob {Key}, which nobody needs, could not be removed.")]
    private static partial void LogNotRemoved(ILogger logger, BlobKey key, Exception cause);

    /// <summary>One transfer and those who wait for it. Under the lock of the cache.</summary>
    private sealed class Fetch
    {
        public HashSet<BlobOwner> Owners { get; } = [];

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
