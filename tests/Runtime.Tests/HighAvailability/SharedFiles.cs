using Flink.Core.FileSystems;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>A shared folder as one process sees it: before each operation somebody else may have his turn, and it may fail, with or without effect.</summary>
/// <param name="storage">What all see.</param>
/// <param name="turn">Called before each operation; throws when it is to fail without effect.</param>
/// <param name="done">Called after each operation that changed something; throws when it is to fail nevertheless.</param>
internal sealed class SharedFiles(SharedStorage storage, Action turn, Action done) : FileSystem
{
    public override FileStatus? TryGetStatus(FilePath path)
    {
        turn();
        return storage.HasFile(path) || storage.HasFolder(path)
            ? new FileStatus(path, 0, DateTimeOffset.UnixEpoch, !storage.HasFile(path))
            : null;
    }

    public override IReadOnlyList<FileStatus> List(FilePath folder)
    {
        turn();
        return storage.List(folder);
    }

    public override Stream OpenRead(FilePath path)
    {
        turn();
        return new MemoryStream(storage.Read(path), writable: false);
    }

    public override Stream Create(FilePath path, CreateMode mode, bool durable = false)
    {
        turn();
        storage.Write(path, [], mode);
        done();
        return new MemoryStream();
    }

    public override AtomicFile CreateAtomic(FilePath path, CreateMode mode) => new Pending(this, path, mode);

    public override void CreateDirectory(FilePath path) => throw new NotSupportedException();

    public override bool Delete(FilePath path, bool recursive)
    {
        var found = false;
        do
        {
            turn();
        }
        while (storage.DeleteOne(path) && (found = true));

        done();
        return found;
    }

    public override void Rename(FilePath from, FilePath to, CreateMode mode) => throw new NotSupportedException();

    private void Commit(FilePath path, byte[] content, CreateMode mode)
    {
        turn();
        storage.Write(path, content, mode);
        done();
    }

    private sealed class Pending(SharedFiles owner, FilePath path, CreateMode mode) : AtomicFile
    {
        private readonly MemoryStream _content = new();

        public override Stream Stream => _content;

        public override void Commit() => owner.Commit(path, _content.ToArray(), mode);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
