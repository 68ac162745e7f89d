using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Tests.Harness;

namespace Flink.FileSystems.Hdfs.Tests.Web;

public class WebHdfsClientTests
{
    private static readonly FilePath _path = FilePath.Parse("hdfs:///a/b");

    private static readonly ScriptedReply _standby = ScriptedReply.Error(403, "StandbyException", "Operation category READ is not supported in state standby");

    [Fact]
    public void A_standby_sends_to_the_active_name_node_which_is_asked_first_from_then_on()
    {
        using var hadoop = new ScriptedHadoop(2, request => request.Server == 0 ? _standby : ScriptedReply.File(5));
        var files = hadoop.NewFileSystem(nameNodes: 2);
        Assert.Equal(5, files.GetStatus(_path).Length);
        Assert.Equal(5, files.GetStatus(_path).Length);
        Assert.Equal([0, 1, 1], hadoop.Requests.Select(request => request.Server));
        Assert.All(hadoop.Requests, request => Assert.Equal("/webhdfs/v1/a/b?op=GETFILESTATUS&user.name=carol", request.Target));
        Assert.All(hadoop.Clock.Pauses, pause => Assert.Equal(TimeSpan.Zero, pause));
    }

    [Fact]
    public void While_no_name_node_is_active_all_are_asked_again_and_again()
    {
        var calls = 0;
        using var hadoop = new ScriptedHadoop(2, request => ++calls <= 7 ? _standby : ScriptedReply.File(5));
        Assert.Equal(5, hadoop.NewFileSystem(nameNodes: 2).GetStatus(_path).Length);
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1], hadoop.Requests.Select(request => request.Server));
        Assert.True(hadoop.Clock.Pauses[^1] > hadoop.Clock.Pauses[1]);
    }

    [Fact]
    public void A_name_node_that_closes_the_connection_is_left_for_the_other()
    {
        using var hadoop = new ScriptedHadoop(2, request => request.Server == 0 ? ScriptedReply.Nothing : ScriptedReply.File(5));
        Assert.Equal(5, hadoop.NewFileSystem(nameNodes: 2).GetStatus(_path).Length);
    }

    [Theory]
    [InlineData("SafeModeException", "Cannot create file /a. Name node is in safe mode.")]
    [InlineData("RetriableException", "org.apache.hadoop.hdfs.server.namenode.SafeModeException: Name node is in safe mode.")]
    [InlineData("IOException", "Failed to find datanode, suggest to check cluster health. excludeDatanodes=null")]
    public void What_passes_is_waited_for(string exception, string message)
    {
        var calls = 0;
        using var hadoop = new ScriptedHadoop(1, request => ++calls <= 3 ? ScriptedReply.Error(403, exception, message) : ScriptedReply.True);
        hadoop.NewFileSystem().CreateDirectory(_path);
        Assert.Equal(4, calls);
        Assert.Equal(3, hadoop.Clock.Pauses.Count);
    }

    [Fact]
    public void What_does_not_pass_is_an_error_in_the_end()
    {
        using var hadoop = new ScriptedHadoop(1, request => ScriptedReply.Error(403, "SafeModeException", "Name node is in safe mode."));
        var files = hadoop.NewFileSystem(settings: ("dfs.http.client.failover.max.attempts", "4"));
        var error = Assert.Throws<FileSystemException>(() => files.CreateDirectory(_path));
        Assert.Contains("safe mode", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsRetryable);
        Assert.Equal(5, hadoop.Requests.Count);
    }

    [Fact]
    public void An_address_where_nobody_has_ever_answered_is_given_up_early_and_named()
    {
        using var hadoop = new ScriptedHadoop(1, static _ => ScriptedReply.Nothing);
        var error = Assert.Throws<FileSystemException>(() => hadoop.NewFileSystem().CreateDirectory(_path));
        Assert.Contains($"Cannot create the folder 'hdfs:///a/b': {hadoop.AddressOf(0)} is not reachable", error.Message, StringComparison.Ordinal);
        Assert.Contains("dfs.namenode.http-address", error.Message, StringComparison.Ordinal);
        Assert.Contains("HADOOP_CONF_DIR", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, hadoop.Requests.Count);
    }

    [Fact]
    public void A_name_node_that_answered_before_is_waited_for_much_longer()
    {
        var calls = 0;
        using var hadoop = new ScriptedHadoop(1, request => ++calls is 1 or 25 ? ScriptedReply.File(calls) : ScriptedReply.Nothing);
        var files = hadoop.NewFileSystem();
        Assert.Equal(1, files.GetStatus(_path).Length);
        Assert.Equal(25, files.GetStatus(_path).Length);
        Assert.InRange(hadoop.Clock.Pauses.Max(), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void A_server_that_says_nothing_is_given_up()
    {
        using var hadoop = new ScriptedHadoop(1, static _ => ScriptedReply.Silence);
        var files = hadoop.NewFileSystem(1, ("dfs.webhdfs.socket.read-timeout", "100ms"), ("dfs.http.client.failover.max.attempts", "1"));
        var error = Assert.Throws<FileSystemException>(() => files.GetStatus(_path));
        Assert.Contains("is not reachable", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "FileNotFoundException", "x", FileSystemError.NotFound, "no such file")]
    [InlineData(403, "AccessControlException", "Permission denied: user=carol", FileSystemError.PermissionDenied, "HADOOP_USER_NAME")]
    [InlineData(403, "AccessControlException", "/a (is not a directory)", FileSystemError.NotAFolder, "a file is where a folder should be")]
    [InlineData(403, "NSQuotaExceededException", "The NameSpace quota is exceeded", FileSystemError.DiskFull, "-setQuota")]
    [InlineData(403, "DSQuotaExceededException", "The DiskSpace quota is exceeded", FileSystemError.DiskFull, "-setSpaceQuota")]
    [InlineData(400, "InvalidPathException", "Invalid path name", FileSystemError.Other, "no colon")]
    [InlineData(500, "NullPointerException", "null", FileSystemError.Other, "refused: null (NullPointerException)")]
    [InlineData(403, "IOException", "disk on fire\\n  at org.apache", FileSystemError.Other, "refused: disk on fire (IOException)")]
    [InlineData(401, "", "", FileSystemError.PermissionDenied, "Kerberos")]
    public void A_refusal_is_told_with_its_path_and_what_to_do(int status, string exception, string message, FileSystemError expected, string part)
    {
        using var hadoop = new ScriptedHadoop(1, request =>
            request.Operation != "MKDIRS" ? ScriptedReply.NotFound
            : exception.Length > 0 ? ScriptedReply.Error(status, exception, message)
            : new ScriptedReply(status, "<html>Authentication required</html>"u8.ToArray()));
        var error = Assert.Throws<FileSystemException>(() => hadoop.NewFileSystem().CreateDirectory(_path));
        Assert.Equal(expected, error.Error);
        Assert.Contains("Cannot create the folder 'hdfs:///a/b': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Single(hadoop.Requests, request => request.Operation == "MKDIRS");
    }

    [Theory]
    [InlineData(200, "<html>It works!</html>", "is no JSON")]
    [InlineData(302, "", "points to 'http://elsewhere/' instead of answering")]
    [InlineData(200, "", "its answer is empty")]
    public void A_web_server_of_something_else_is_recognised(int status, string body, string part)
    {
        using var hadoop = new ScriptedHadoop(1, request => new ScriptedReply(status, System.Text.Encoding.UTF8.GetBytes(body), "http://elsewhere/"));
        Assert.Contains(part, Assert.Throws<FileSystemException>(() => hadoop.NewFileSystem().GetStatus(_path)).Message, StringComparison.Ordinal);
    }
}
