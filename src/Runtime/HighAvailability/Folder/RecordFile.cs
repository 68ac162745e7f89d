using System.Buffers.Binary;
using System.IO.Hashing;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Runtime.State;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>The form of small files: 8 bytes that say what it is, the content, and the XXH3 of both.</summary>
internal static class RecordFile
{
    private static ReadOnlySpan<byte> Magic => "FLN-HA1\n"u8;

    /// <summary>Makes the file appear whole and durable, or replaces it at once.</summary>
    public static void Write(FileSystem files, FilePath path, ReadOnlySpan<byte> content)
    {
        Span<byte> checksum = stackalloc byte[sizeof(ulong)];
        var hash = new XxHash3();
        hash.Append(Magic);
        hash.Append(content);
        BinaryPrimitives.WriteUInt64LittleEndian(checksum, hash.GetCurrentHashAsUInt64());
        using var file = files.CreateAtomic(path, CreateMode.Overwrite);
        file.Stream.Write(Magic);
        file.Stream.Write(content);
        file.Stream.Write(checksum);
        file.Commit();
    }

    /// <summary>The content; null when there is no such file.</summary>
    /// <exception cref="FlinkException">It is damaged; names it.</exception>
    public static byte[]? TryRead(FileSystem files, FilePath path)
    {
        try
        {
            using var stream = files.OpenRead(path);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return ContentOf(bytes, path);
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            return null;
        }
        catch (EndOfStreamException e)
        {
            throw Damaged(path, e);
        }
    }

    public static SnapshotParser Parser(byte[] content, FilePath path) => new(content, $"The high-availability record '{path}'");

    private static byte[] ContentOf(byte[] bytes, FilePath path)
    {
        var end = bytes.Length - sizeof(ulong);
        if (end < Magic.Length || !bytes.AsSpan().StartsWith(Magic)
            || XxHash3.HashToUInt64(bytes.AsSpan(0, end)) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(end)))
        {
            throw Damaged(path, null);
        }

        return bytes[Magic.Length..end];
    }

    private static FlinkException Damaged(FilePath path, Exception? cause) => new(
        $"The high-availability record '{path}' is damaged. Put back a copy of the folder, or start the cluster under another 'high-availability.cluster-id' and submit its jobs from their checkpoints.",
        cause!);
}
