using Flink.Core.FileSystems;

namespace Flink.FileSystems.S3.Streams;

/// <summary>An object that appears at its commit.</summary>
/// <param name="upload">Owned.</param>
internal sealed class S3AtomicFile(S3Upload upload) : AtomicFile
{
    private readonly S3Output _output = new(upload, publishes: false);
    private bool _isDone;

    public override Stream Stream => _output;

    public override void Commit()
    {
        ObjectDisposedException.ThrowIf(_isDone, this);
        if (_output.HasFailed)
        {
            throw new InvalidOperationException("A part of the file could not be written, so that it cannot be committed.");
        }

        _output.Dispose();
        upload.Publish();
        _isDone = true;
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isDone && disposing)
        {
            _isDone = true;
            upload.Abandon();
        }
    }
}
