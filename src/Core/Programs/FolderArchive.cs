using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Flink.Core.Programs;

/// <summary>A folder as one file: a zip. The same content gives the same bytes on every machine, and whatever else a zip may hold is refused.</summary>
public static class FolderArchive
{
    private const int BufferBytes = 128 << 10;

    // The oldest time that a zip can tell: when a file was written is no part of the content.
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs a folder with all that is below it; folders that hold nothing are not kept.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="target">Where the zip goes; stays the caller's, and need not seek.</param>
    /// <param name="comment">The zip's comment.</param>
    /// <exception cref="ProgramArchiveException">The folder or a file in it cannot be read.</exception>
    public static void Pack(string folder, Stream target, string comment = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(target);
        Pack(folder, target, comment, static _ => true);
    }

    /// <summary>As the public one, with the files that are wanted.</summary>
    internal static void Pack(string folder, Stream target, string comment, Func<string, bool> isWanted)
    {
        try
        {
            using var zip = new ZipArchive(new ForwardStream(target), ZipArchiveMode.Create, leaveOpen: false, Encoding.UTF8);
            zip.Comment = comment;
            foreach (var name in NamesIn(folder).Where(isWanted))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = _noTime;
                using var source = File.OpenRead(Path.Combine(folder, name));
                using var packed = entry.Open();
                source.CopyTo(packed, BufferBytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProgramArchiveException($"The folder {folder} cannot be packed: {e.Message}", e);
        }
    }

    /// <summary>Unpacks a zip into a folder, which appears whole or not at all.</summary>
    /// <param name="archive">The zip; it must seek, and stays the caller's.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="folder">The folder that is made; it must not exist, the one above it must.</param>
    /// <param name="limits">What it may become.</param>
    /// <exception cref="ProgramArchiveException">It is no zip, or may not be unpacked; nothing is left.</exception>
    /// <exception cref="IOException">A file cannot be written; nothing is left.</exception>
    public static void Unpack(Stream archive, string name, string folder, ProgramArchiveLimits limits)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(limits);
        Unpack(archive, name, folder, limits, static _ => true);
    }

    /// <summary>As the public one, with the files that are wanted; the others must be as good.</summary>
    internal static void Unpack(Stream archive, string name, string folder, ProgramArchiveLimits limits, Func<string, bool> isWanted)
    {
        var target = Path.GetFullPath(folder);
        var partial = target + ".unpacking";
        Read(archive, name, zip =>
        {
            var names = new ArchiveNames(zip, name, limits);
            RemoveLeftOver(partial);
            Directory.CreateDirectory(partial);
            try
            {
                WriteFiles(names.Files.Where(file => isWanted(file.Name)), partial, archive.Length, name, limits);
                Directory.Move(partial, target);
            }
            catch
            {
                RemoveLeftOver(partial);
                throw;
            }

            return true;
        });
    }

    internal static T Read<T>(Stream archive, string name, Func<ZipArchive, T> read)
    {
        try
        {
            using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            return read(zip);
        }
        catch (InvalidDataException e)
        {
            throw new ProgramArchiveException($"{name} is no zip, or is damaged: {e.Message} Pack the folder again; a program is what 'dotnet publish' makes.", e);
        }
    }

    // Also of a process that died while it unpacked.
    private static void RemoveLeftOver(string partial)
    {
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    private static void WriteFiles(IEnumerable<(string Name, ZipArchiveEntry Entry)> files, string folder, long packed, string name, ProgramArchiveLimits limits)
    {
        var left = Math.Min(limits.MaxBytes, limits.FreeBytes + (packed * limits.MaxRatio));
        var buffer = new byte[BufferBytes];
        foreach (var (relative, entry) in files)
        {
            var path = Path.Combine(folder, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var source = entry.Open();
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var checksum = new Crc32();
            for (var read = source.Read(buffer); read > 0; read = source.Read(buffer))
            {
                left -= read;
                if (left < 0)
                {
                    throw new ProgramArchiveException(
                        $"{name} is not unpacked: its files would be larger than the {limits.MaxBytes} bytes, or the {limits.MaxRatio} times the size of the zip, that it may have.");
                }

                checksum.Append(buffer.AsSpan(0, read));
                file.Write(buffer, 0, read);
            }

            // The framework's reader does not compare it.
            if (checksum.GetCurrentHashAsUInt32() != entry.Crc32)
            {
                throw new ProgramArchiveException($"{name} is damaged: the checksum of '{relative}' is wrong. Pack it again.");
            }
        }
    }

    // Relative names with '/', in ordinal order, whatever the file system's order is.
    private static List<string> NamesIn(string folder)
    {
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .ToList();
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
