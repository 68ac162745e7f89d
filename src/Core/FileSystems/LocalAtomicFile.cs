namespace Flink.Core.FileSystems;

/// <summary>A local file that is written under a hidden name beside its own and renamed at the commit.</summary>
internal sealed class LocalAtomicFile : AtomicFile
{
    private static long _counter;

    private readonly FilePath _path;
    private readonly CreateMode _mode;
    private readonly string _temporary;
    private readonly LocalOutput _output;
    private bool _done;

    private LocalAtomicFile(FilePath path, CreateMode mode, string temporary, LocalOutput output)
    {
        _path = path;
        _mode = mode;
        _temporary = temporary;
        _output = output;
    }

    public override Stream Stream => _output;

    public static LocalAtomicFile Begin(FilePath path, CreateMode mode)
    {
        while (true)
        {
            var name = $".{path.Name}.{Environment.ProcessId}-{Interlocked.Increment(ref _counter)}.inprogress";
            var temporary = Path.Combine(path.Parent!.LocalPath, name);

            // Another process with this number (in another container, or before a crash) may have left that name.
            if (!File.Exists(temporary))
            {
                return new LocalAtomicFile(path, mode, temporary, LocalOutput.Open(path, temporary, FileMode.CreateNew, durable: true));
            }
        }
    }

    public override void Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        _output.Dispose();
        LocalErrors.Guard("create", _path, () =>
        {
            File.Move(_temporary, _path.LocalPath, _mode == CreateMode.Overwrite);
            return true;
        });
        _done = true;
        DirectorySync.Sync(_path.Parent!);
    }

    protected override void Dispose(bool disposing)
    {
        if (_done || !disposing)
        {
            return;
        }

        _done = true;
        _output.Abandon();
        File.Delete(_temporary);
    }
}
