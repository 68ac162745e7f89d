using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Flink.Core.Programs;

/// <summary>A program as one file: a zip of the folder that <c>dotnet publish</c> makes. This is what travels from a client to a cluster and on to its workers.</summary>
/// <remarks>
/// The same folder gives the same bytes on every machine, so that a program is known by the hash of its zip. The zip's comment names the assembly that the
/// program begins in; a zip that was made by other means has none, and the assembly is found by its <c>.runtimeconfig.json</c>.
/// </remarks>
public static class ProgramArchive
{
    private const string EntryMark = "flink-entry: ";
    private const string RuntimeConfiguration = ".runtimeconfig.json";
    private const string Dependencies = ".deps.json";
    private const string Library = ".dll";
    private const int BufferBytes = 128 << 10;

    // The oldest time that a zip can tell: when a file was written is no part of a program.
    private static readonly DateTimeOffset _noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs the folder of an assembly, with all that is below it.</summary>
    /// <param name="entryAssembly">Path of the assembly that the program begins in.</param>
    /// <param name="target">Where the zip goes; stays the caller's, and need not seek.</param>
    /// <exception cref="ProgramArchiveException">There is no such file, or a file in its folder cannot be read.</exception>
    public static void Pack(string entryAssembly, Stream target)
    {
        ArgumentException.ThrowIfNullOrEmpty(entryAssembly);
        ArgumentNullException.ThrowIfNull(target);
        var path = Path.GetFullPath(entryAssembly);
        if (!File.Exists(path))
        {
            throw new ProgramArchiveException($"There is no file {path}: a program is the .dll of a published program.");
        }

        var folder = Path.GetDirectoryName(path)!;
        try
        {
            using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
            zip.Comment = EntryMark + Path.GetFileName(path);
            foreach (var name in NamesIn(folder))
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
            throw new ProgramArchiveException($"The program folder {folder} cannot be packed: {e.Message}", e);
        }
    }

    /// <summary>Looks at a zip without unpacking it: whether it is one, whether every name in it may be written, and what the program begins in.</summary>
    /// <param name="archive">The zip; it must seek, and stays the caller's.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="limits">What it may become.</param>
    /// <returns>File name of the assembly that the program begins in.</returns>
    /// <exception cref="ProgramArchiveException">It is no program, or may not be unpacked.</exception>
    public static string Check(Stream archive, string name, ProgramArchiveLimits limits)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(limits);
        return Read(archive, name, zip =>
        {
            _ = new ArchiveNames(zip, name, limits);
            return EntryOf(zip, name);
        });
    }

    /// <summary>Unpacks a zip into a folder, which appears whole or not at all.</summary>
    /// <param name="archive">The zip; it must seek, and stays the caller's.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="folder">The folder that is made; it must not exist, the one above it must.</param>
    /// <param name="limits">What it may become.</param>
    /// <returns>Path of the assembly that the program begins in.</returns>
    /// <exception cref="ProgramArchiveException">It is no program, or may not be unpacked; nothing is left.</exception>
    /// <exception cref="IOException">A file cannot be written; nothing is left.</exception>
    public static string Unpack(Stream archive, string name, string folder, ProgramArchiveLimits limits)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(limits);
        var target = Path.GetFullPath(folder);
        var partial = target + ".unpacking";
        return Read(archive, name, zip =>
        {
            var entry = EntryOf(zip, name);
            var names = new ArchiveNames(zip, name, limits);
            RemoveLeftOver(partial);
            Directory.CreateDirectory(partial);
            try
            {
                WriteFiles(names, partial, archive.Length, name, limits);
                Directory.Move(partial, target);
            }
            catch
            {
                RemoveLeftOver(partial);
                throw;
            }

            return Path.Combine(target, entry);
        });
    }

    // Also of a process that died while it unpacked.
    private static void RemoveLeftOver(string partial)
    {
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    private static void WriteFiles(ArchiveNames names, string folder, long packed, string name, ProgramArchiveLimits limits)
    {
        var left = Math.Min(limits.MaxBytes, limits.FreeBytes + (packed * limits.MaxRatio));
        var buffer = new byte[BufferBytes];
        foreach (var (relative, entry) in names.Files)
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
                        $"{name} is not unpacked: its files would be larger than the {limits.MaxBytes} bytes, or the {limits.MaxRatio} times the size of the zip, that a program may have.");
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

    private static T Read<T>(Stream archive, string name, Func<ZipArchive, T> read)
    {
        try
        {
            using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            return read(zip);
        }
        catch (InvalidDataException e)
        {
            throw new ProgramArchiveException($"{name} is no zip, or is damaged: {e.Message} A program is a zip of the folder that 'dotnet publish' makes.", e);
        }
    }

    private static string EntryOf(ZipArchive zip, string name)
    {
        var roots = zip.Entries.Select(static entry => entry.FullName).Where(static file => !file.Contains('/', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        if (zip.Comment.StartsWith(EntryMark, StringComparison.Ordinal))
        {
            var named = zip.Comment[EntryMark.Length..];
            return roots.Contains(named) ? named : throw new ProgramArchiveException($"{name} says that its program begins in '{named}', which is not in it. Pack it again.");
        }

        var found = Named(roots, RuntimeConfiguration) ?? Named(roots, Dependencies) ?? roots.Where(static file => file.EndsWith(Library, StringComparison.Ordinal)).ToList();
        return found.Count == 1
            ? found[0]
            : throw new ProgramArchiveException(found.Count == 0
                ? $"{name} holds no program: there is no .dll at its top. Zip what is in the folder that 'dotnet publish' makes, not the folder itself."
                : $"{name} holds several programs: {string.Join(", ", found.Order(StringComparer.Ordinal))}. Publish each into a folder of its own.");
    }

    // The assemblies that have a file with this ending beside them; null when there is none.
    private static List<string>? Named(HashSet<string> roots, string ending)
    {
        var found = roots.Where(file => file.EndsWith(ending, StringComparison.Ordinal))
            .Select(file => file[..^ending.Length] + Library)
            .Where(roots.Contains)
            .ToList();
        return found.Count > 0 ? found : null;
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
