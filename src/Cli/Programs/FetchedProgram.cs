using System.Net.Http.Headers;
using Flink.Cli.CommandLine;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;

namespace Flink.Cli.Programs;

/// <summary>Programs that a URI names, for a JobManager that runs one: <c>local://</c>, <c>http(s)://</c>, or a file system's.</summary>
internal static class FetchedProgram
{
    private const string Local = "local";
    private const string Http = "http";
    private const string Https = "https";
    private const string SchemeEnd = "://";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    /// <summary>Whether a program is named by a URI, so that it need not be on the machine of the command.</summary>
    public static bool IsMeant(string program) =>
        program.IndexOf(SchemeEnd, StringComparison.Ordinal) is var end and > 0 && program[..end] != FilePath.FileScheme;

    /// <summary>Brings it to this machine, and unpacks it if it is a zip.</summary>
    /// <exception cref="CliException">It cannot be fetched, or is none; says why.</exception>
    public static LocatedProgram Get(string program, FlinkConfiguration configuration)
    {
        var scheme = program[..program.IndexOf(SchemeEnd, StringComparison.Ordinal)];
        if (scheme == Local)
        {
            return ProgramLocator.Find(program[(Local.Length + SchemeEnd.Length)..]);
        }

        var folder = Directory.CreateTempSubdirectory("flink-artifact-").FullName;
        try
        {
            return scheme is Http or Https
                ? Unpack(Download(program, scheme, folder, configuration))
                : Copy(FilePath.Parse(program), folder);
        }
        catch (Exception e)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            if (e is FlinkException and not FileSystemException)
            {
                throw;
            }

            throw new CliException($"the program {program} cannot be fetched: {e.Message}", e);
        }
    }

    private static string Download(string program, string scheme, string folder, FlinkConfiguration configuration)
    {
        if (scheme == Http && !configuration.Get(ArtifactOptions.RawHttpEnabled))
        {
            throw new CliException($"the program {program} would come without encryption: use https://, or set {ArtifactOptions.RawHttpEnabled.Key}: true");
        }

        using var client = new HttpClient { Timeout = _patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, program);
        foreach (var (name, value) in configuration.TryGet(ArtifactOptions.HttpHeaders, out var headers) ? headers : new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            throw new CliException($"the program {program} cannot be fetched: the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        var file = Path.Combine(folder, NameOf(program, response.Content.Headers.ContentDisposition));
        using var target = File.Create(file);
        using var source = response.Content.ReadAsStream();
        source.CopyTo(target);
        return file;
    }

    // What it is called matters for messages only: it is a zip.
    private static string NameOf(string program, ContentDispositionHeaderValue? disposition) =>
        Path.GetFileName(disposition?.FileName?.Trim('"') ?? new Uri(program).AbsolutePath) is { Length: > 0 } name ? name : "program.zip";

    private static LocatedProgram Copy(FilePath path, string folder)
    {
        var files = Streaming.FileSystems.Registry.For(path);
        if (!files.GetStatus(path).IsDirectory)
        {
            var file = Path.Combine(folder, path.Name);
            CopyFile(files, path, file);
            return Unpack(file);
        }

        var target = Path.Combine(folder, "program");
        CopyFolder(files, path, target);
        return new LocatedProgram(ProgramLocator.FindPublished(target), folder);
    }

    private static void CopyFolder(FileSystem files, FilePath from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in files.List(from))
        {
            var target = Path.Combine(to, entry.Path.Name);
            if (entry.IsDirectory)
            {
                CopyFolder(files, entry.Path, target);
            }
            else
            {
                CopyFile(files, entry.Path, target);
            }
        }
    }

    private static void CopyFile(FileSystem files, FilePath from, string to)
    {
        using var source = files.OpenRead(from);
        using var target = File.Create(to);
        source.CopyTo(target);
    }

    // The zip has done its work then.
    private static LocatedProgram Unpack(string zip)
    {
        try
        {
            return LocatedProgram.Unpack(zip);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(zip)!, recursive: true);
        }
    }
}
