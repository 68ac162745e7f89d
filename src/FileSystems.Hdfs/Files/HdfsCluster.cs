using System.Net;
using System.Text.Json;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Configuration;
using Flink.FileSystems.Hdfs.Web;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>The operations on the files of one cluster, each a call or a few; errors name the path.</summary>
internal sealed class HdfsCluster(WebHdfsClient web, HadoopConfiguration hadoop)
{
    // Appending nothing succeeds on a full cluster too: attempts that bring nothing further come to an end.
    private const int MostFruitless = 20;

    private readonly HdfsErrors _errors = new(hadoop);
    private readonly string _newFile = NewFileParameters(hadoop);
    private readonly string _newFolder = ModeParameter(hadoop, 0b111_111_111);

    public FileStatus? TryGetStatus(FilePath path) => TryGet(path, status => Answers.ReadStatus(path, status));

    public UnixFileMode? TryGetPermissions(FilePath path) => TryGet(path, static status => (UnixFileMode?)Answers.ReadPermissions(status));

    public void SetPermissions(FilePath path, UnixFileMode mode) => Do("change the permissions of", path, () =>
        web.Ask(HttpMethod.Put, path.Path, $"op=SETPERMISSION&permission={Octal((int)mode)}")?.Dispose());

    /// <summary>What a folder holds, a page at a time; a file holds itself, without a name.</summary>
    public List<FileStatus> List(FilePath folder)
    {
        var entries = new List<FileStatus>();
        for (string? last = null; ;)
        {
            var query = last is null ? "op=LISTSTATUS_BATCH" : $"op=LISTSTATUS_BATCH&startAfter={Uri.EscapeDataString(last)}";
            using var page = Do("list", folder, () => Required(web.Ask(HttpMethod.Get, folder.Path, query)));
            var listing = page.RootElement.GetProperty("DirectoryListing");
            foreach (var status in listing.GetProperty("partialListing").GetProperty("FileStatuses").GetProperty("FileStatus").EnumerateArray())
            {
                last = Answers.Text(status, "pathSuffix");
                entries.Add(last.Length > 0
                    ? Answers.ReadStatus(folder.Child(last), status)
                    : throw new FileSystemException(FileSystemError.NotAFolder, folder, $"Cannot list '{folder}': it is a file, not a folder."));
            }

            if (listing.GetProperty("remainingEntries").GetInt64() == 0)
            {
                return entries;
            }
        }
    }

    public void CreateDirectory(FilePath path) => Do("create the folder", path, () =>
        web.Ask(HttpMethod.Put, path.Path, $"op=MKDIRS{_newFolder}")?.Dispose());

    public bool Delete(FilePath path, bool recursive) => Do("delete", path, () =>
    {
        var mayBeDone = false;
        using var answer = Required(web.Ask(HttpMethod.Delete, path.Path, $"op=DELETE&recursive={(recursive ? "true" : "false")}", () => mayBeDone = true));
        return IsTrue(answer) || mayBeDone;
    });

    /// <summary>Deletes a file under a hidden name that has become useless, with one attempt.</summary>
    public void Discard(FilePath hidden)
    {
        try
        {
            web.AskOnce(HttpMethod.Delete, hidden.Path, "op=DELETE&recursive=false")?.Dispose();
        }
        catch (WebHdfsException)
        {
            // Nobody looks at it, and whatever went wrong before is what the caller has to hear.
        }
    }

    /// <summary>Gives a file or folder another name in one step.</summary>
    public void Rename(FilePath from, FilePath to, CreateMode mode)
    {
        try
        {
            Move(from, to, mode);
        }
        catch (WebHdfsException e)
        {
            throw RenameFailed(from, to, e);
        }
    }

    /// <summary>Gives a file that was written under a hidden name its own.</summary>
    public void Publish(FilePath hidden, FilePath path, CreateMode mode)
    {
        try
        {
            Move(hidden, path, mode);
        }
        catch (WebHdfsException e)
        {
            Discard(hidden);
            throw IsTaken(e, path) is not { } status
                ? _errors.Translate("create", path, e)
                : status.IsDirectory ? HdfsErrors.IsAFolder("create", path) : HdfsErrors.AlreadyExists("create", path, e);
        }
    }

    /// <summary>Creates a file with its first bytes, and the folders above it. What was there before is replaced, also by a repeated attempt.</summary>
    public void Create(FilePath path, FilePath target, Segment segment) => Do("write", path, () =>
        web.Send(HttpMethod.Put, target.Path, $"op=CREATE&overwrite=true{_newFile}", () => segment.AsContent(0), repeat: true));

    /// <summary>Adds bytes behind the end of a file that nobody else writes.</summary>
    /// <param name="path">The path that errors name.</param>
    /// <param name="target">The file.</param>
    /// <param name="length">How long the file is before; what more is there is taken for a part of the segment whose answer was lost.</param>
    /// <param name="segment">The bytes.</param>
    public void Append(FilePath path, FilePath target, long length, Segment segment) => Do("write", path, () =>
    {
        var fruitless = 0;
        for (var arrived = 0L; arrived < segment.Length;)
        {
            var skip = (int)arrived;
            try
            {
                web.Send(HttpMethod.Post, target.Path, "op=APPEND", () => segment.AsContent(skip), repeat: false);
                return;
            }
            catch (WebHdfsException e) when (e.IsTransient && fruitless < MostFruitless)
            {
                // How much arrived is known once the file is closed, which appending nothing waits for: it ends the lease of the DataNode that is gone.
                web.Send(HttpMethod.Post, target.Path, "op=APPEND", static () => new ByteArrayContent([]), repeat: true);
            }

            arrived = (TryGetStatus(target) ?? throw HdfsErrors.NotFound("write", path)).Length - length;
            if (arrived < skip || arrived > segment.Length)
            {
                throw new FileSystemException(
                    FileSystemError.Other, path, $"Cannot write '{path}': it has {length + arrived} bytes, but {length + skip} to {length + segment.Length} were written. Somebody else writes it too, or HDFS lost a part.");
            }

            fruitless = arrived > skip ? 0 : fruitless + 1;
        }
    });

    public HttpResponseMessage Open(FilePath path, long offset, AvoidedDataNode avoided) => Do("read", path, () => web.Open(path.Path, offset, avoided));

    /// <summary>The error of a path that leads through a file; null when it does not.</summary>
    public FileSystemException? FileAbove(string verb, FilePath path)
    {
        for (var parent = path.Parent; parent is not null; parent = parent.Parent)
        {
            if (TryGetStatus(parent) is { } status)
            {
                return status.IsDirectory ? null : HdfsErrors.NotAFolder(verb, path, parent);
            }
        }

        return null;
    }

    private T? TryGet<T>(FilePath path, Func<JsonElement, T> read)
    {
        try
        {
            using var answer = Required(web.Ask(HttpMethod.Get, path.Path, "op=GETFILESTATUS"));
            return read(answer.RootElement.GetProperty("FileStatus"));
        }
        catch (WebHdfsException e) when (e.Kind == "FileNotFoundException" || HdfsErrors.IsFileAbove(e))
        {
            return default;
        }
        catch (WebHdfsException e)
        {
            throw _errors.Translate("look at", path, e);
        }
    }

    // A call whose answer was lost is known to have succeeded by what it left behind.
    private void Move(FilePath from, FilePath to, CreateMode mode)
    {
        var mayBeDone = false;
        try
        {
            var query = $"op=RENAME&destination={Uri.EscapeDataString(to.Path)}&renameoptions={(mode == CreateMode.Overwrite ? "OVERWRITE" : "NONE")}";
            using var answer = web.Ask(HttpMethod.Put, from.Path, query, () => mayBeDone = true);
            if (answer is not null && !IsTrue(answer))
            {
                throw new WebHdfsException("", web.Group.Current, HttpStatusCode.OK, "it refuses without a reason, as servers do that know no 'renameoptions'");
            }
        }
        catch (WebHdfsException e) when (mayBeDone && e.Kind == "FileNotFoundException" && TryGetStatus(from) is null && TryGetStatus(to) is not null)
        {
        }
    }

    private FileSystemException RenameFailed(FilePath from, FilePath to, WebHdfsException problem)
    {
        var verb = $"rename '{from}' to";
        if (IsTaken(problem, to) is not null)
        {
            return HdfsErrors.AlreadyExists(verb, to, problem);
        }

        return problem.Kind == "FileNotFoundException" && TryGetStatus(from) is not null
            ? new FileSystemException(FileSystemError.NotFound, to, $"Cannot {verb} '{to}': there is no folder '{to.Parent}'. Create it first.", problem)
            : _errors.Translate("rename", from, problem);
    }

    // What stands where something was to be moved; the server has no name of its own for a file that meets a folder.
    private FileStatus? IsTaken(WebHdfsException problem, FilePath to) =>
        problem.Kind is "FileAlreadyExistsException" or "PathIsNotEmptyDirectoryException" or "IOException" ? TryGetStatus(to) : null;

    private void Do(string verb, FilePath path, Action call) => Do(verb, path, () =>
    {
        call();
        return true;
    });

    private T Do<T>(string verb, FilePath path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (WebHdfsException e)
        {
            var above = e.Kind is "FileNotFoundException" or "FileAlreadyExistsException" ? FileAbove(verb, path) : null;
            throw above ?? _errors.Translate(verb, path, e);
        }
    }

    private JsonDocument Required(JsonDocument? answer) => answer ?? throw new WebHdfsException(
        "", web.Group.Current, HttpStatusCode.OK, "its answer is empty; is it the web server of a NameNode?");

    private static bool IsTrue(JsonDocument answer) => answer.RootElement.TryGetProperty("boolean", out var value) && value.ValueKind == JsonValueKind.True;

    // What Hadoop's own clients decide and not the NameNode: without a word from the configuration the NameNode's values count.
    private static string NewFileParameters(HadoopConfiguration hadoop)
    {
        var replication = hadoop.Get("dfs.replication") is null ? "" : FormattableString.Invariant($"&replication={hadoop.GetInt("dfs.replication", 0)}");
        var blockSize = hadoop.Get("dfs.blocksize") is { } text ? FormattableString.Invariant($"&blocksize={HadoopSizes.Parse("dfs.blocksize", text, hadoop)}") : "";
        return replication + blockSize + ModeParameter(hadoop, 0b110_110_110);
    }

    private static string ModeParameter(HadoopConfiguration hadoop, int mode)
    {
        if (hadoop.Get("fs.permissions.umask-mode") is not { } text)
        {
            return "";
        }

        return text.Length <= 4 && text.All(static digit => digit is >= '0' and <= '7')
            ? $"&permission={Octal(mode & ~Convert.ToInt32(text, 8))}"
            : throw hadoop.Wrong("fs.permissions.umask-mode", text, "an octal number such as 022");
    }

    private static string Octal(int mode) => Convert.ToString(mode, 8);
}
