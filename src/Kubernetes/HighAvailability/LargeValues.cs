using System.Globalization;
using System.IO.Hashing;
using Flink.Core;
using Flink.Core.FileSystems;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>Values that are too large for config maps, in a file each. A name carries the number and the token of its term: no two terms write the same file.</summary>
internal sealed class LargeValues(FileSystem files, FilePath folder)
{
    public RecordValue Write(long epoch, string token, long number, string key, ReadOnlySpan<byte> value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{epoch:D12}-{token}-{number:D6}-{key}");
        using var file = files.CreateAtomic(folder.Child(name), CreateMode.Overwrite);
        file.Stream.Write(value);
        file.Commit();
        return new RecordValue(null, name, value.Length, XxHash3.HashToUInt64(value));
    }

    /// <exception cref="FlinkException">It is damaged; names it.</exception>
    public byte[] Read(string key, RecordValue value)
    {
        using var stream = files.OpenRead(folder.Child(value.File!));
        var bytes = new byte[value.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length && XxHash3.HashToUInt64(bytes) == value.Hash
            ? bytes
            : throw new FlinkException($"The value of '{key}' in '{folder.Child(value.File!)}' is damaged. Put back a copy of the file, or remove the job.");
    }

    public bool Remove(string name) => files.Delete(folder.Child(name), recursive: false);

    /// <summary>Removes what terms before one wrote and it does not refer to.</summary>
    public bool RemoveBefore(long epoch, IReadOnlySet<string> referenced)
    {
        foreach (var file in List())
        {
            if (EpochOf(file.Path.Name) < epoch && !referenced.Contains(file.Path.Name))
            {
                files.Delete(file.Path, recursive: false);
            }
        }

        return true;
    }

    private IReadOnlyList<FileStatus> List()
    {
        try
        {
            return files.List(folder);
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            return [];
        }
    }

    // A name that is no number is a file that was being written: nothing refers to it, unless its term is still under way.
    private static long EpochOf(string name) =>
        long.TryParse(name.TrimStart('.').Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : long.MaxValue;
}
