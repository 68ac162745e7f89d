using System.Globalization;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Core.Functions;

namespace Flink.Streaming.Sinks;

/// <summary>The file that a subtask writes, and the older ones that it replaces.</summary>
internal sealed class FileSinkTarget : IDisposable
{
    private const string PartPrefix = "part-";

    private readonly FileSystem _fileSystem;
    private readonly FilePath _path;
    private readonly IReadOnlyList<FilePath> _replaced;
    private readonly AtomicFile _file;

    private FileSinkTarget(FileSystem fileSystem, FilePath path, bool isPart, IReadOnlyList<FilePath> replaced, bool overwrite)
    {
        _fileSystem = fileSystem;
        _path = path;
        _replaced = replaced;
        IsPart = isPart;
        _file = fileSystem.CreateAtomic(path, overwrite ? CreateMode.Overwrite : CreateMode.New);
    }

    /// <summary>Whether the file is one of several in a folder, where an empty one is left out.</summary>
    public bool IsPart { get; }

    public Stream Stream => _file.Stream;

    public static FileSinkTarget Open(FileSystem fileSystem, FilePath path, RuntimeContext context, bool overwrite)
    {
        var status = fileSystem.TryGetStatus(path);
        if (context.Parallelism == 1 && status is not { IsDirectory: true })
        {
            return status is null || overwrite
                ? new FileSinkTarget(fileSystem, path, isPart: false, [], overwrite)
                : throw Exists($"The output file '{FileSystems.Display(path)}' exists.");
        }

        if (status is { IsDirectory: false })
        {
            throw new FlinkException(
                $"The output '{FileSystems.Display(path)}' is a file, but {context.Parallelism} subtasks write a folder of files. "
                + "Choose another path, or set the sink's parallelism to 1.");
        }

        fileSystem.CreateDirectory(path);
        var older = OlderParts(fileSystem, path, context);
        if (older.Count > 0 && !overwrite)
        {
            throw Exists($"The output folder '{FileSystems.Display(path)}' holds results of an earlier run ('{older[0].Name}').");
        }

        return new FileSinkTarget(fileSystem, path.Child(PartName(context.SubtaskIndex)), isPart: true, older, overwrite);
    }

    /// <summary>Makes the file visible, and removes what it replaces.</summary>
    public void Commit()
    {
        _file.Commit();
        Remove(except: _path);
    }

    /// <summary>Leaves the file out, and removes what it would have replaced.</summary>
    public void Omit()
    {
        _file.Dispose();
        Remove(except: null);
    }

    public void Dispose() => _file.Dispose();

    private void Remove(FilePath? except)
    {
        foreach (var path in _replaced)
        {
            if (!path.Equals(except))
            {
                _fileSystem.Delete(path, recursive: false);
            }
        }
    }

    /// <summary>Parts of earlier runs that this subtask answers for: its own, and for the first one those of subtasks that there are no more.</summary>
    private static IReadOnlyList<FilePath> OlderParts(FileSystem fileSystem, FilePath folder, RuntimeContext context)
    {
        var parts = new List<FilePath>();
        foreach (var entry in fileSystem.List(folder))
        {
            if (!entry.IsDirectory && TrySubtask(entry.Path.Name, out var subtask)
                && (subtask == context.SubtaskIndex || (context.SubtaskIndex == 0 && subtask >= context.Parallelism)))
            {
                parts.Add(entry.Path);
            }
        }

        return parts;
    }

    private static string PartName(int subtask) => string.Create(CultureInfo.InvariantCulture, $"{PartPrefix}{subtask}-0");

    private static bool TrySubtask(string name, out int subtask)
    {
        subtask = -1;
        if (!name.StartsWith(PartPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = name.AsSpan(PartPrefix.Length);
        var dash = rest.IndexOf('-');
        return dash > 0
            && int.TryParse(rest[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out subtask)
            && int.TryParse(rest[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static FlinkException Exists(string what) => new(
        $"{what} Delete it, choose another path, or allow it to be replaced ({nameof(FileSinkOptions)}.{nameof(FileSinkOptions.Overwrite)}).");
}
