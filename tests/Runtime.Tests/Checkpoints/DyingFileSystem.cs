using Flink.Core.FileSystems;

namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>Files of this machine for a process that dies after some steps: from then on nothing it does has an effect.</summary>
internal sealed class DyingFileSystem(int steps) : FileSystem
{
    private readonly LocalFileSystem _local = new();
    private int _left = steps;

    public override FileStatus? TryGetStatus(FilePath path) => _local.TryGetStatus(path);

    public override IReadOnlyList<FileStatus> List(FilePath folder) => _local.List(folder);

    public override Stream OpenRead(FilePath path) => _local.OpenRead(path);

    public override Stream Create(FilePath path, CreateMode mode, bool durable = false) => new DyingStream(this, Live(() => _local.Create(path, mode, durable)));

    public override AtomicFile CreateAtomic(FilePath path, CreateMode mode) => new DyingFile(this, Live(() => _local.CreateAtomic(path, mode)));

    public override void CreateDirectory(FilePath path) => Live(() =>
    {
        _local.CreateDirectory(path);
        return true;
    });

    public override bool Delete(FilePath path, bool recursive) => Live(() => _local.Delete(path, recursive));

    public override void Rename(FilePath from, FilePath to, CreateMode mode) => Live(() =>
    {
        _local.Rename(from, to, mode);
        return true;
    });

    // Dies before the step, or after it and before its caller learns of it.
    private T Live<T>(Func<T> step)
    {
        if (_left-- <= 0)
        {
            throw new DeathException();
        }

        var result = step();
        return _left-- > 0 ? result : throw new DeathException();
    }

    internal sealed class DeathException : Exception;

    private sealed class DyingStream(DyingFileSystem owner, Stream stream) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => stream.Length;

        public override long Position
        {
            get => stream.Position;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => owner.Live(() =>
        {
            stream.Write(buffer, offset, count);
            return true;
        });

        public override void Flush() => stream.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class DyingFile(DyingFileSystem owner, AtomicFile file) : AtomicFile
    {
        public override Stream Stream { get; } = new DyingStream(owner, file.Stream);

        public override void Commit() => owner.Live(() =>
        {
            file.Commit();
            return true;
        });

        protected override void Dispose(bool disposing)
        {
            // A dead process removes nothing.
            if (owner._left > 0)
            {
                file.Dispose();
            }
        }
    }
}
