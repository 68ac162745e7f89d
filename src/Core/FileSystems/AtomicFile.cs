namespace Flink.Core.FileSystems;

/// <summary>
/// A file that appears under its name at once and whole, or never: write to <see cref="Stream"/>, then <see cref="Commit"/>.
/// Disposed without that, it leaves nothing behind.
/// </summary>
/// <remarks>A process that dies in between may leave a hidden temporary file beside it; the name itself stays free.</remarks>
public abstract class AtomicFile : IDisposable
{
    /// <summary>Where the content goes; owned by the file.</summary>
    public abstract Stream Stream { get; }

    /// <summary>
    /// Makes the content durable and visible under the name; afterwards nothing can be written. Called at most once.
    /// </summary>
    /// <exception cref="FileSystemException">It could not be done; nothing is visible, or, with
    /// <see cref="CreateMode.Overwrite"/>, what was there before.</exception>
    public abstract void Commit();

    /// <summary>Discards the content when it was not committed.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the file holds, and discards the content when it was not committed.</summary>
    protected abstract void Dispose(bool disposing);
}
