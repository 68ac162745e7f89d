using System.IO.Compression;

namespace Flink.Core.Programs;

/// <summary>The files of a zip by names that may be written below a folder; anything else in it is refused, and not passed over.</summary>
internal sealed class ArchiveNames
{
    private const int UnixTypeShift = 16;
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;
    private const int MaxName = 1024;

    private readonly string _archive;

    public ArchiveNames(ZipArchive zip, string archive, ProgramArchiveLimits limits)
    {
        _archive = archive;
        if (zip.Entries.Count > limits.MaxFiles)
        {
            throw new ProgramArchiveException($"{archive} is not unpacked: it has {zip.Entries.Count} entries, and a program may have {limits.MaxFiles}.");
        }

        // Also without case: two names that are one file on some machines are refused on all.
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var folders = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            CheckKind(entry);
            var name = entry.FullName;
            var isFolder = name.EndsWith('/');
            CheckName(isFolder ? name[..^1] : name);
            AddFoldersOf(name, folders);
            if (!isFolder)
            {
                if (!files.Add(name))
                {
                    throw Refused(name, "is in it twice");
                }

                Files.Add((name, entry));
            }
        }

        foreach (var (name, _) in Files)
        {
            if (folders.Contains(name))
            {
                throw Refused(name, "is both a file and a folder");
            }
        }
    }

    public List<(string Name, ZipArchiveEntry Entry)> Files { get; } = [];

    private static void AddFoldersOf(string name, HashSet<string> folders)
    {
        for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
        {
            if (!folders.Add(name[..slash]))
            {
                return;
            }
        }
    }

    private void CheckKind(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> UnixTypeShift) & UnixTypeMask;
        if (type == UnixLink)
        {
            throw Refused(entry.FullName, "is a symbolic link, which could lead out of the program's folder: pack the file itself");
        }

        if (type is not (0 or UnixFile or UnixFolder))
        {
            throw Refused(entry.FullName, "is no file");
        }
    }

    private void CheckName(string name)
    {
        if (name.Length is 0 or > MaxName)
        {
            throw Refused(name.Length == 0 ? name : name[..40] + "...", $"is a name of {name.Length} characters");
        }

        if (name.AsSpan().ContainsAny('\\', ':', '\0') || name.Any(char.IsControl))
        {
            throw Refused(name, "has a character that no file of a program has");
        }

        foreach (var segment in name.Split('/'))
        {
            if (segment is "" or "." or "..")
            {
                throw Refused(name, "leads out of the program's folder, or is not in the shortest form");
            }
        }
    }

    private ProgramArchiveException Refused(string name, string what) =>
        new($"{_archive} is not unpacked: '{string.Concat(name.Select(static c => char.IsControl(c) ? '?' : c))}' {what}.");
}
