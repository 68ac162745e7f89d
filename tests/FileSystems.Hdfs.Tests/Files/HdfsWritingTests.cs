using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Files;
using Flink.FileSystems.Hdfs.Tests.Harness;

namespace Flink.FileSystems.Hdfs.Tests.Files;

public sealed class HdfsWritingTests : IDisposable
{
    private static readonly FilePath _path = FilePath.Parse("hdfs:///a/b");

    private readonly MemoryStream _stored = new();
    private readonly ScriptedHadoop _hadoop;

    // What a test wants to be different; null leaves it to the ordinary course of things.
    private Func<ScriptedRequest, ScriptedReply?> _fault = static _ => null;

    public HdfsWritingTests() => _hadoop = new ScriptedHadoop(3, request => _fault(request) ?? Ordinary(request));

    public void Dispose() => _hadoop.Dispose();

    [Fact]
    public void A_file_goes_to_the_data_node_under_a_hidden_name_and_is_renamed()
    {
        using (var file = _hadoop.NewFileSystem(1, ("dfs.replication", "2"), ("dfs.blocksize", "64m"), ("fs.permissions.umask-mode", "077")).CreateAtomic(_path, CreateMode.New))
        {
            file.Stream.Write("content"u8);
            file.Commit();
        }

        Assert.Equal("content"u8, _stored.ToArray());
        var asked = _hadoop.Requests;
        Assert.Equal(["GETFILESTATUS", "CREATE", "CREATE", "RENAME"], asked.Select(request => request.Operation));
        Assert.Equal([0, 0, 1, 0], asked.Select(request => request.Server));
        Assert.Empty(asked[1].Body);
        Assert.Equal("2 67108864 600 true", $"{asked[1].Parameter("replication")} {asked[1].Parameter("blocksize")} {asked[1].Parameter("permission")} {asked[1].Parameter("overwrite")}");
        Assert.Matches(@"^/a/\.b\.[0-9a-f]{16}\.inprogress$", asked[3].Path);
        Assert.Equal(("/a/b", "NONE"), (asked[3].Parameter("destination"), asked[3].Parameter("renameoptions")));
    }

    [Fact]
    public void A_data_node_that_is_gone_is_avoided_and_all_is_sent_again()
    {
        var failures = 0;
        _fault = request => request.IsForDataNode && failures++ == 0 ? ScriptedReply.Nothing : null;
        WriteAtomically("content"u8);
        Assert.Equal("content"u8, _stored.ToArray());
        Assert.Equal([null, "127.0.0.1"], _hadoop.Requests.Where(request => request is { Operation: "CREATE", IsForDataNode: false }).Select(request => request.Parameter("excludedatanodes")));
    }

    [Fact]
    public void The_only_data_node_is_not_avoided_for_ever()
    {
        var failures = 0;
        _fault = request => request switch
        {
            { IsForDataNode: true } when failures++ == 0 => ScriptedReply.Nothing,
            { Operation: "CREATE", IsForDataNode: false } when request.Parameter("excludedatanodes") is not null =>
                ScriptedReply.Error(403, "IOException", "Failed to find datanode, suggest to check cluster health. excludeDatanodes=127.0.0.1"),
            _ => null,
        };
        WriteAtomically("content"u8);
        Assert.Equal("content"u8, _stored.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public void Of_an_append_that_broke_only_what_did_not_arrive_is_sent_again(int arrived)
    {
        var isBroken = false;
        _fault = request =>
        {
            if (request is not { Operation: "APPEND", IsForDataNode: true } || isBroken)
            {
                return null;
            }

            isBroken = true;
            _stored.Write(request.Body.AsSpan(0, arrived));
            return ScriptedReply.Nothing;
        };
        using (var stream = _hadoop.NewFileSystem().Create(_path, CreateMode.Overwrite, durable: true))
        {
            stream.Write("begin "u8);
            stream.Flush();
            stream.Write("content"u8);
            stream.Flush();
            stream.Write(" end"u8);
        }

        Assert.Equal("begin content end"u8, _stored.ToArray());
    }

    [Fact]
    public void The_lease_of_a_data_node_that_is_gone_is_waited_for()
    {
        var appends = 0;
        _fault = request => request is not { Operation: "APPEND", IsForDataNode: true } ? null : ++appends switch
        {
            1 => ScriptedReply.Nothing,
            < 5 => ScriptedReply.Error(403, "AlreadyBeingCreatedException", "Failed to APPEND_FILE /a/b because this file lease is currently owned by DFSClient"),
            5 => ScriptedReply.Error(403, "RecoveryInProgressException", "lease recovery is in progress. Try again later."),
            _ => null,
        };
        using (var stream = _hadoop.NewFileSystem().Create(_path, CreateMode.Overwrite, durable: true))
        {
            stream.Write("1"u8);
            stream.Flush();
            stream.Write("2"u8);
        }

        Assert.Equal("12"u8, _stored.ToArray());
        Assert.Equal(4, _hadoop.Clock.Pauses.Count);
    }

    [Fact]
    public void What_never_fits_is_given_up_although_appending_nothing_succeeds()
    {
        var appends = 0;
        _fault = request =>
        {
            if (request is not { Operation: "APPEND", IsForDataNode: true, Body.Length: > 0 })
            {
                return null;
            }

            appends++;
            return ScriptedReply.Error(403, "IOException", "File /a/b could only be written to 0 of the 1 minReplication nodes.");
        };
        var stream = _hadoop.NewFileSystem().Create(_path, CreateMode.Overwrite, durable: true);
        stream.Write("1"u8);
        stream.Flush();
        stream.Write("2"u8);

        Assert.Contains("no DataNode can serve it", Assert.Throws<FileSystemException>(stream.Flush).Message, StringComparison.Ordinal);
        Assert.InRange(appends, 2, 50);
        stream.Dispose();
    }

    [Fact]
    public void A_file_that_somebody_else_changed_meanwhile_is_not_taken_for_whole()
    {
        _fault = request =>
        {
            if (request is { Operation: "APPEND", IsForDataNode: true })
            {
                _stored.Write("somebody else"u8);
                return request.Body.Length > 0 ? ScriptedReply.Nothing : ScriptedReply.Status200;
            }

            return null;
        };
        var stream = _hadoop.NewFileSystem().Create(_path, CreateMode.Overwrite, durable: true);
        stream.Write("1"u8);
        stream.Flush();
        stream.Write("2"u8);
        Assert.Contains("Somebody else writes it too", Assert.Throws<FileSystemException>(stream.Flush).Message, StringComparison.Ordinal);
        Assert.Throws<FileSystemException>(stream.Flush);
        stream.Dispose();
    }

    [Fact]
    public void A_rename_whose_answer_was_lost_is_known_by_what_it_left()
    {
        var renames = 0;
        _fault = request => (request.Operation, renames) switch
        {
            ("RENAME", _) => ++renames == 1 ? ScriptedReply.Nothing : ScriptedReply.Error(404, "FileNotFoundException", "rename source is not found."),
            ("GETFILESTATUS", > 0) => request.Path == "/a/b" ? ScriptedReply.File(7) : ScriptedReply.NotFound,
            _ => null,
        };
        WriteAtomically("content"u8);
        Assert.Equal(2, renames);
    }

    [Fact]
    public void A_delete_whose_answer_was_lost_says_that_there_was_something()
    {
        var calls = 0;
        _fault = request => ++calls == 1 ? ScriptedReply.Nothing : ScriptedReply.Json("{\"boolean\":false}");
        var files = _hadoop.NewFileSystem();
        Assert.True(files.Delete(_path, recursive: true));
        Assert.False(files.Delete(_path, recursive: true));
    }

    [Fact]
    public void What_could_not_be_written_is_not_published_and_cleared_away()
    {
        _fault = request => request is { Operation: "CREATE", IsForDataNode: true }
            ? ScriptedReply.Error(403, "DSQuotaExceededException", "The DiskSpace quota of /a is exceeded")
            : null;
        using (var file = _hadoop.NewFileSystem().CreateAtomic(_path, CreateMode.Overwrite))
        {
            file.Stream.Write("content"u8);
            Assert.Equal(FileSystemError.DiskFull, Assert.Throws<FileSystemException>(file.Commit).Error);
            Assert.Equal(FileSystemError.DiskFull, Assert.Throws<FileSystemException>(file.Commit).Error);
        }

        Assert.DoesNotContain(_hadoop.Requests, request => request.Operation == "RENAME");
        Assert.Single(_hadoop.Requests, request => request is { Operation: "CREATE", IsForDataNode: true });
        Assert.EndsWith(".inprogress", _hadoop.Requests[^1].Path, StringComparison.Ordinal);
        Assert.Equal("DELETE", _hadoop.Requests[^1].Operation);
    }

    [Fact]
    public void A_server_that_does_not_say_why_it_did_not_rename_is_not_believed()
    {
        _fault = request => request.Operation == "RENAME" ? ScriptedReply.Json("{\"boolean\":false}") : null;
        var error = Assert.Throws<FileSystemException>(() => _hadoop.NewFileSystem().Rename(_path, _path.Parent!.Child("c"), CreateMode.New));
        Assert.Contains("renameoptions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_any_length_is_sent_in_segments()
    {
        var bytes = new byte[(7 * HdfsOutput.FirstSegment) + 1];
        new Random(3).NextBytes(bytes);
        WriteAtomically(bytes);
        Assert.Equal(
            [HdfsOutput.FirstSegment, 2 * HdfsOutput.FirstSegment, HdfsOutput.LargestSegment, 1],
            _hadoop.Requests.Where(request => request.IsForDataNode).Select(request => request.Body.Length));
        Assert.True(bytes.AsSpan().SequenceEqual(_stored.ToArray()));
    }

    private void WriteAtomically(ReadOnlySpan<byte> content)
    {
        using var file = _hadoop.NewFileSystem().CreateAtomic(_path, CreateMode.New);
        file.Stream.Write(content);
        file.Commit();
    }

    private ScriptedReply Ordinary(ScriptedRequest request)
    {
        switch (request.Operation)
        {
            case "CREATE" or "APPEND" when !request.IsForDataNode:
                return _hadoop.SendOn(request, 1);
            case "CREATE":
                _stored.SetLength(0);
                _stored.Write(request.Body);
                return new ScriptedReply(201, []);
            case "APPEND":
                _stored.Write(request.Body);
                return ScriptedReply.Status200;
            case "GETFILESTATUS":
                return _stored.Length == 0 ? ScriptedReply.NotFound : ScriptedReply.File(_stored.Length);
            case "RENAME":
                return ScriptedReply.Status200;
            default:
                return ScriptedReply.True;
        }
    }
}
