using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Flink.Core.Graph;

namespace Flink.Runtime.Programs;

/// <summary>The identity of a program: a hash over the names and contents of the files in its folder.</summary>
/// <remarks>
/// Times, owners and the folder's own path do not count, so a program that was copied is the same program. Symbol files (.pdb) do not
/// count either: they change nothing that runs. Everything else does, since a program may read it.
/// </remarks>
public static class ProgramHash
{
    private const string SymbolFile = ".pdb";

    /// <summary>Reads the whole folder.</summary>
    /// <param name="folder">The program's folder.</param>
    /// <exception cref="ProgramException">The folder or a file in it cannot be read.</exception>
    public static Id128 Of(string folder)
    {
        try
        {
            var hash = new XxHash128();
            foreach (var name in FilesOf(folder))
            {
                Append(hash, name, Path.Combine(folder, name));
            }

            return Id128.FromBytes(hash.GetCurrentHash());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProgramException($"The program folder {folder} cannot be read: {e.Message}", e);
        }
    }

    // Relative names with '/', in ordinal order, whatever the file system's order is.
    private static List<string> FilesOf(string folder)
    {
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(SymbolFile, StringComparison.OrdinalIgnoreCase))
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .ToList();
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    // Lengths come before what they measure, so that no other division into names and contents has the same bytes.
    private static void Append(XxHash128 hash, string name, string path)
    {
        var nameBytes = Encoding.UTF8.GetBytes(name);
        using var file = File.OpenRead(path);
        AppendLength(hash, nameBytes.Length);
        hash.Append(nameBytes);
        AppendLength(hash, file.Length);
        hash.Append(file);
    }

    private static void AppendLength(XxHash128 hash, long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        hash.Append(bytes);
    }
}
