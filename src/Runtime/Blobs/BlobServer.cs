using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Blobs;

/// <summary>The JobManager's store of programs, cached files and large messages: by content, so that the same is kept once however many jobs need it.</summary>
/// <remarks>
/// A blob stays as long as a job needs it, and then, like a transient one, for the clean-up interval after its last use. What jobs need is also written to the
/// durable store where there is one, and read from there when it is missing here. Safe for concurrent use; what blocks does so on threads of the pool, which grows,
/// since callers on the few I/O threads of a process wait for it.
/// </remarks>
public sealed partial class BlobServer : IBlobClient, IBlobFiles, IDisposable
{
    private readonly BlobSettings _settings;
    private readonly IDurableBlobs? _durable;
    private readonly ILogger<BlobServer> _logger;
    private readonly ProcessFolder _processFolder;
    private readonly BlobFolder _folder;
    private readonly BlobUse _use;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _served;
    private readonly ITimer _cleanup;

    /// <param name="settings">Where blobs lie, and how long.</param>
    /// <param name="durable">Keeps them for the next leader; null where there is none.</param>
    /// <param name="clock">The clock of clean-ups.</param>
    /// <param name="logger">Where clean-ups are logged.</param>
    /// <exception cref="Core.FlinkException">The folder cannot be made.</exception>
    public BlobServer(BlobSettings settings, IDurableBlobs? durable, TimeProvider clock, ILogger<BlobServer> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        _settings = settings;
        _durable = durable;
        _logger = logger;
        _processFolder = ProcessFolder.Create(settings.Directory, "flink-blobs");
        _folder = new BlobFolder(FilePath.OfLocal(_processFolder.Path));
        _use = new BlobUse(clock, settings.CleanupInterval);
        _served = new SemaphoreSlim(settings.ServedAtOnce);
        _cleanup = clock.CreateTimer(_ => RemoveUnused(), null, settings.CleanupInterval, settings.CleanupInterval);
    }

    /// <inheritdoc/>
    public async Task<BlobKey> PutAsync(Stream content, BlobOwner owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (key, length) = await _folder.StoreAsync(content, _settings.MaxBytes, cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            _use.Touch(key, owner);
        }

        LogStored(_logger, key, length, owner);
        if (owner.Job is { } job)
        {
            MakeDurable(job, key);
        }

        return key;
    }

    /// <inheritdoc/>
    /// <remarks>A job's blob that is not here is read from the durable store.</remarks>
    public async Task HoldAsync(BlobKey key, JobId job)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        bool isHere;
        lock (_gate)
        {
            isHere = _use.Has(key);
            if (isHere)
            {
                _use.Touch(key, BlobOwner.Of(job));
            }
        }

        if (isHere)
        {
            MakeDurable(job, key);
        }
        else
        {
            await RestoreAsync(job, key).ConfigureAwait(false);
        }
    }

    /// <summary>A job has ended and its result is stored: what only it needed is removed, also from the durable store. May be repeated.</summary>
    public async Task ReleaseAsync(JobId job)
    {
        Release(job);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _durable?.Remove(job);
    }

    /// <inheritdoc/>
    /// <remarks>A job's blob that is not here is read from the durable store.</remarks>
    public async Task<string> GetFileAsync(BlobKey key, BlobOwner owner, CancellationToken cancellation)
    {
        if (owner.Job is { } job)
        {
            await HoldAsync(key, job).WaitAsync(cancellation).ConfigureAwait(false);
        }
        else
        {
            Open(key).Dispose();
        }

        return _folder.PathOf(key).LocalPath;
    }

    /// <inheritdoc/>
    /// <remarks>Only in this process: see <see cref="ReleaseAsync"/> for the end of a job.</remarks>
    public void Release(JobId job)
    {
        lock (_gate)
        {
            _use.Release(job);
        }
    }

    /// <inheritdoc/>
    public async Task GetAsync(BlobKey key, long offset, Stream target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        await _served.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var content = await OpenAsync(key).ConfigureAwait(false);
            if (offset < 0 || offset > content.Length)
            {
                throw new BlobException(BlobError.Damaged, $"Blob {key} has {content.Length} bytes and cannot be read from byte {offset}. Fetch it from its start.");
            }

            content.Seek(offset, SeekOrigin.Begin);
            await content.CopyToAsync(target, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _served.Release();
        }
    }

    /// <summary>Opens a blob that is here; the stream can seek, and stays readable when the blob is removed meanwhile.</summary>
    /// <exception cref="BlobException">It is not here.</exception>
    public Stream Open(BlobKey key)
    {
        lock (_gate)
        {
            if (!_use.Has(key))
            {
                throw BlobFolder.NotFound(key);
            }

            _use.Touch(key, BlobOwner.Transient);
            return _folder.Open(key);
        }
    }

    /// <summary>Removes the local files; the durable ones stay.</summary>
    public void Dispose()
    {
        _cleanup.Dispose();
        _processFolder.Dispose();
    }

    // Of a job that the process before began: nobody here has asked for it yet.
    private async Task<Stream> OpenAsync(BlobKey key)
    {
        bool isHere;
        lock (_gate)
        {
            isHere = _use.Has(key);
        }

        if (!isHere && _durable is not null)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (_durable.FindOwner(key) is { } job)
            {
                await RestoreAsync(job, key).ConfigureAwait(false);
            }
        }

        return Open(key);
    }

    private void MakeDurable(JobId job, BlobKey key)
    {
        if (_durable is not null)
        {
            using var content = Open(key);
            _durable.Put(job, key, content);
        }
    }

    private async Task RestoreAsync(JobId job, BlobKey key)
    {
        using var content = _durable?.TryOpen(job, key);
        if (content is null)
        {
            throw BlobFolder.NotFound(key);
        }

        var (stored, _) = await _folder.StoreAsync(content, long.MaxValue, CancellationToken.None).ConfigureAwait(false);
        if (stored != key)
        {
            _folder.Delete(stored);
            throw new BlobException(BlobError.Damaged, $"Blob {key} of job {job} is damaged in the high-availability folder: its content has the hash {stored}. Put back a copy, or submit the job again.");
        }

        lock (_gate)
        {
            _use.Touch(key, BlobOwner.Of(job));
        }
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
                    LogRemoved(_logger, key);
                }
                catch (FileSystemException e)
                {
                    // It costs space until the process ends.
                    LogNotRemoved(_logger, key, e);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Blob {Key} of {Length} bytes is stored for {Owner}.")]
    private static partial void LogStored(ILogger logger, BlobKey key, long length, BlobOwner owner);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Blob {Key} is removed: nobody needs it.")]
    private static partial void LogRemoved(ILogger logger, BlobKey key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Blob {Key}, which nobody needs, could not be removed.")]
    private static partial void LogNotRemoved(ILogger logger, BlobKey key, Exception cause);
}
