using Flink.Core;

namespace Flink.Streaming.Sources;

/// <summary>Lists files and cuts them into splits.</summary>
internal static class TextFileSplits
{
    private const int SplitsPerReader = 4;

    /// <summary>The splits of all files under the paths: path by path, in a folder by name.</summary>
    public static IReadOnlyList<FileSplit> Find(
        IReadOnlyList<string> paths, TextFileOptions options, int readers, CancellationToken cancellation)
    {
        var files = new List<FileInfo>();
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            AddFiles(LocalPath.Of(path), options.Recursive, files);
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

    private static void AddFiles(string path, bool recursive, List<FileInfo> files)
    {
        if (File.Exists(path))
        {
            files.Add(new FileInfo(path));
            return;
        }

        if (!Directory.Exists(path))
        {
            throw new FlinkException(
                $"The input '{path}' does not exist on {Environment.MachineName}. Give an existing file or folder, "
                + "and with several machines one that all of them see under this path.");
        }

        try
        {
            AddFolder(new DirectoryInfo(path), recursive, files);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The input folder '{path}' can't be listed: {failure.Message}", failure);
        }
    }

    private static void AddFolder(DirectoryInfo folder, bool recursive, List<FileInfo> files)
    {
        foreach (var entry in folder.GetFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.Name[0] is '.' or '_')
            {
                continue;
            }

            if (entry is FileInfo file)
            {
                files.Add(file);
            }
            else if (recursive)
            {
                AddFolder((DirectoryInfo)entry, recursive, files);
            }
        }
    }

    private static void AddSplits(FileInfo file, long splitBytes, List<FileSplit> splits)
    {
        var length = file.Length;
        var modified = file.LastWriteTimeUtc.Ticks;
        if (length == 0)
        {
            return;
        }

        if (IsCompressed(file))
        {
            splits.Add(new FileSplit(file.FullName, 0, length, length, modified, IsCompressed: true));
            return;
        }

        for (var start = 0L; start < length;)
        {
            // A rest of less than half a split joins the one before it.
            var end = length - start < splitBytes + (splitBytes / 2) ? length : start + splitBytes;
            splits.Add(new FileSplit(file.FullName, start, end, length, modified, IsCompressed: false));
            start = end;
        }
    }

    private static bool IsCompressed(FileInfo file)
    {
        if (file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            using var handle = File.OpenHandle(file.FullName);
            Span<byte> begin = stackalloc byte[2];
            return RandomAccess.Read(handle, begin, 0) == 2 && begin[0] == 0x1F && begin[1] == 0x8B;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.Unreadable(file.FullName, failure);
        }
    }
}
