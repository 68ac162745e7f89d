using System.IO.Compression;

namespace Flink.Core.Programs;

/// <summary>A program as one file: a zip of the folder that <c>dotnet publish</c> makes. This is what travels from a client to a cluster and on to its workers.</summary>
/// <remarks>
/// It is without <see cref="EngineAssemblies"/>, which are where it runs. The same folder gives the same bytes on every machine, so that a program is known by the hash of its zip. The zip's comment names the assembly that the
/// program begins in; a zip that was made by other means has none, and the assembly is found by its <c>.runtimeconfig.json</c>.
/// </remarks>
public static class ProgramArchive
{
    private const string EntryMark = "flink-entry: ";
    private const string RuntimeConfiguration = ".runtimeconfig.json";
    private const string Dependencies = ".deps.json";
    private const string Library = ".dll";

    /// <summary>Packs the folder of an assembly, with all that is below it, but for <see cref="EngineAssemblies"/>.</summary>
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

        FolderArchive.Pack(Path.GetDirectoryName(path)!, target, EntryMark + Path.GetFileName(path), IsWanted);
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
        return FolderArchive.Read(archive, name, zip =>
        {
            _ = new ArchiveNames(zip, name, limits);
            return EntryOf(zip, name);
        });
    }

    /// <summary>Unpacks a zip into a folder, which appears whole or not at all; <see cref="EngineAssemblies"/> in it, such as other means pack them, are left.</summary>
    /// <param name="archive">The zip; it must seek, and stays the caller's.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="folder">The folder that is made; it must not exist, the one above it must.</param>
    /// <param name="limits">What it may become.</param>
    /// <returns>Path of the assembly that the program begins in.</returns>
    /// <exception cref="ProgramArchiveException">It is no program, or may not be unpacked; nothing is left.</exception>
    /// <exception cref="IOException">A file cannot be written; nothing is left.</exception>
    public static string Unpack(Stream archive, string name, string folder, ProgramArchiveLimits limits)
    {
        var entry = Check(archive, name, limits);
        FolderArchive.Unpack(archive, name, folder, limits, IsWanted);
        return Path.Combine(Path.GetFullPath(folder), entry);
    }

    private static bool IsWanted(string file) => !EngineAssemblies.HasFile(file);

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
}
