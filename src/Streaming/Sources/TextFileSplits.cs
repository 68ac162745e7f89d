using Flink.Core;
using Flink.Core.FileSystems;

namespace Flink.Streaming.Sources;

/// <summary>Lists files and cuts them into splits.</summary>
internal static class TextFileSplits
{
    private const int SplitsPerReader = 4;

    /// <summary>The splits of all files under the paths: path by path, in a folder by name.</summary>
    public static IReadOnlyList<FileSplit> Find(
        IReadOnlyList<FilePath> paths, TextFileOptions options, int readers, CancellationToken cancellation)
    {
        var files = new List<FileStatus>();
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            AddFiles(path, options.Recursive, files);
        }

        var splitBytes = options.SplitBytes ?? Math.Clamp(
            files.Sum(file => file.Length) / (SplitsPerReader * (long)readers),
            TextFileOptions.SmallestSplitBytes,
            TextFileOptions.LargestSplitBytes);
        var splits = new List<FileSplit>();
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            AddSplits(file, splitBytes, splits);
        }

        return splits;
    }

    private static void AddFiles(FilePath path, bool recursive, List<FileStatus> files)
    {
        var fileSystem = FileSystems.Registry.For(path);
        var status = fileSystem.TryGetStatus(path) ?? throw new FlinkException(
            $"The input '{FileSystems.Display(path)}' does not exist on {Environment.MachineName}. Give an existing file or folder; "
            + "with several machines, one that all of them see under this path.");
        if (status.IsDirectory)
        {
            AddFolder(fileSystem, path, recursive, files);
        }
        else
        {
            files.Add(status);
        }
    }

    private static void AddFolder(FileSystem fileSystem, FilePath folder, bool recursive, List<FileStatus> files)
    {
        foreach (var entry in fileSystem.List(folder))
        {
            if (entry.Path.IsHidden)
            {
                continue;
            }

            if (!entry.IsDirectory)
            {
                files.Add(entry);
            }
            else if (recursive)
            {
                AddFolder(fileSystem, entry.Path, recursive, files);
            }
        }
    }

    private static void AddSplits(FileStatus file, long splitBytes, List<FileSplit> splits)
    {
        var length = file.Length;
        if (length == 0)
        {
            return;
        }

        var path = FileSystems.Display(file.Path);
        var modified = file.ModifiedAt.UtcTicks;
        if (IsCompressed(file.Path))
        {
            splits.Add(new FileSplit(path, 0, length, length, modified, IsCompressed: true));
            return;
        }

        for (var start = 0L; start < length;)
        {
            // A rest of less than half a split joins the one before it.
            var end = length - start < splitBytes + (splitBytes / 2) ? length : start + splitBytes;
            splits.Add(new FileSplit(path, start, end, length, modified, IsCompressed: false));
            start = end;
        }
    }

    private static bool IsCompressed(FilePath path)
    {
        if (path.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            using var file = FileSystems.Registry.For(path).OpenRead(path);
            Span<byte> begin = stackalloc byte[2];
            return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin[0] == 0x1F && begin[1] == 0x8B;
        }
        catch (IOException failure)
        {
            throw FileErrors.Unreadable(FileSystems.Display(path), failure);
        }
    }
}
