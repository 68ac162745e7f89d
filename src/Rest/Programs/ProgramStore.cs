using Flink.Core.Configuration;
using Flink.Core.Programs;
using Flink.Rest.Routing;

namespace Flink.Rest.Programs;

/// <summary>The uploaded programs: zips in one folder, named <c>[unique]_[name]</c> as Flink names jars.</summary>
internal sealed class ProgramStore : IDisposable
{
    private const string FolderName = "flink-web-upload";

    private readonly string _folder;
    private readonly string? _temporary;

    public ProgramStore(FlinkConfiguration configuration)
    {
        if (configuration.TryGet(WebOptions.UploadDirectory, out var folder))
        {
            _folder = Path.Combine(folder, FolderName);
        }
        else
        {
            var parent = configuration.TryGet(WebOptions.TemporaryDirectory, out var configured) ? configured : Path.GetTempPath();
            _temporary = Path.Combine(parent, $"flink-web-{Guid.NewGuid():n}");
            _folder = Path.Combine(_temporary, FolderName);
        }
    }

    /// <summary>All programs, the newest first.</summary>
    public IReadOnlyList<StoredProgram> List() => !Directory.Exists(_folder) ? [] :
    [
        .. new DirectoryInfo(_folder).EnumerateFiles()
            .Where(static file => IsProgramName(file.Name) && file.Name.Contains('_', StringComparison.Ordinal))
            .OrderByDescending(static file => file.LastWriteTimeUtc)
            .Select(static file => new StoredProgram(file.Name, file.Name[(file.Name.IndexOf('_', StringComparison.Ordinal) + 1)..], file.FullName, file.LastWriteTimeUtc)),
    ];

    /// <summary>Path of a program; null when there is none. An id with a folder in it is none.</summary>
    public string? Find(string id)
    {
        if (id.AsSpan().ContainsAny('/', '\\', '\0') || !IsProgramName(id))
        {
            return null;
        }

        var path = Path.Combine(_folder, id);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Takes over an uploaded file.</summary>
    /// <param name="file">Path of the upload; moved away.</param>
    /// <param name="name">The name that the caller gave it.</param>
    /// <returns>Path of the program.</returns>
    public string Add(string file, string name)
    {
        if (!IsProgramName(name))
        {
            throw new RestException(400, $"'{name}' is no program: it must be a .zip (or .jar) file with a published program in it.");
        }

        var target = Path.Combine(_folder, $"{Guid.NewGuid()}_{name}");
        try
        {
            Directory.CreateDirectory(_folder);
            File.Move(file, target);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Of a move to another disk a part may be there.
            File.Delete(target);
            throw new RestException(500, $"'{name}' cannot be kept in {_folder}: {e.Message} Make room there, or set '{WebOptions.UploadDirectory.Key}' to a folder that has some.");
        }
    }

    public void Delete(string id)
    {
        File.Delete(Find(id) ?? throw new RestException(400, $"File {id} does not exist in {_folder}."));
    }

    public void Dispose()
    {
        if (_temporary is not null && Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    /// <summary>The assembly that a zip's program begins in, without its ending; null when the zip is no program.</summary>
    public static string? EntryOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Path.GetFileNameWithoutExtension(ProgramArchive.Check(file, Path.GetFileName(path), new ProgramArchiveLimits()));
        }
        catch (ProgramArchiveException)
        {
            // The list shows it without an entry; who runs it is told why that fails.
            return null;
        }
    }

    private static bool IsProgramName(string name) =>
        name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jar", StringComparison.OrdinalIgnoreCase);
}
