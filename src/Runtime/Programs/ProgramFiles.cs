using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Flink.Core.Graph;

namespace Flink.Runtime.Programs;

/// <summary>What a program's folder held when the program was hashed. Immutable.</summary>
internal sealed class ProgramFiles
{
    private const string SymbolFile = ".pdb";
    private const int BufferBytes = 128 << 10;

    private readonly string _folder;
    private readonly Dictionary<string, ProgramFile> _files;

    private ProgramFiles(string folder, Dictionary<string, ProgramFile> files, Id128 hash)
    {
        _folder = folder;
        _files = files;
        Hash = hash;
    }

    /// <summary>See <see cref="ProgramHash"/>.</summary>
    public Id128 Hash { get; }

    /// <summary>Reads the whole folder.</summary>
    /// <exception cref="ProgramException">The folder or a file in it cannot be read.</exception>
    public static ProgramFiles Read(string folder)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var files = new Dictionary<string, ProgramFile>(StringComparer.Ordinal);
            var hash = new XxHash128();
            foreach (var name in NamesIn(folder))
            {
                var path = Path.Combine(folder, name);
                var file = ReadFile(path, buffer);
                files.Add(path, file);
                Append(hash, name, file);
            }

            return new ProgramFiles(folder, files, Id128.FromBytes(hash.GetCurrentHash()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Looks at a folder whose content need not be told from others': nothing of it is read, and a file that changes later is still noticed.</summary>
    /// <exception cref="ProgramException">The folder or a file in it cannot be looked at.</exception>
    public static ProgramFiles Note(string folder)
    {
        try
        {
            var files = new Dictionary<string, ProgramFile>(StringComparer.Ordinal);
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                files.Add(file.FullName, new ProgramFile(file.Length, file.LastWriteTimeUtc, UInt128.Zero));
            }

            return new ProgramFiles(folder, files, default);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder, e);
        }
    }

    /// <summary>A folder that nobody changes and whose content is known: nothing of it is read.</summary>
    public static ProgramFiles Known(string folder, Id128 hash) => new(folder, [], hash);

    /// <summary>Which of the contents that this process has loaded from a path the program's is: 0 for the first.</summary>
    /// <exception cref="ProgramException">The file is no longer the one that was hashed.</exception>
    public int GenerationOf(string path)
    {
        // A list of dependencies may lead out of the folder, where nobody looked; and nobody has to look where files do not change.
        if (!_files.TryGetValue(path, out var file))
        {
            return 0;
        }

        var now = new FileInfo(path);
        return now.Length == file.Length && now.LastWriteTimeUtc == file.Written
            ? LoadedPaths.GenerationOf(path, file.Content)
            : throw new ProgramException(
                $"{path} was changed after its program had been loaded from {_folder}. Publish a new version into a new folder while an old one runs.");
    }

    private static ProgramException Unreadable(string folder, Exception cause) => new($"The program folder {folder} cannot be read: {cause.Message}", cause);

    // Relative names with '/', in ordinal order, whatever the file system's order is.
    private static List<string> NamesIn(string folder)
    {
        var names = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (!path.EndsWith(SymbolFile, StringComparison.OrdinalIgnoreCase))
            {
                names.Add(Path.GetRelativePath(folder, path).Replace('\\', '/'));
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static ProgramFile ReadFile(string path, byte[] buffer)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var written = File.GetLastWriteTimeUtc(handle);
        var length = RandomAccess.Read(handle, buffer, 0);
        if (length == RandomAccess.GetLength(handle))
        {
            return new ProgramFile(length, written, XxHash128.HashToUInt128(buffer.AsSpan(0, length)));
        }

        var hash = new XxHash128();
        var position = 0L;
        for (var read = length; read > 0; read = RandomAccess.Read(handle, buffer, position))
        {
            hash.Append(buffer.AsSpan(0, read));
            position += read;
        }

        return new ProgramFile(position, written, hash.GetCurrentHashAsUInt128());
    }

    // Lengths come before what they measure, so that no other division into names and contents has the same bytes.
    private static void Append(XxHash128 hash, string name, ProgramFile file)
    {
        var nameBytes = Encoding.UTF8.GetBytes(name);
        Span<byte> numbers = stackalloc byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, nameBytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], file.Length);
        BinaryPrimitives.WriteUInt128LittleEndian(numbers[16..], file.Content);
        hash.Append(numbers);
        hash.Append(nameBytes);
    }
}
