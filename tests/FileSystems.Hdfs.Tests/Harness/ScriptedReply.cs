using System.Text;

namespace Flink.FileSystems.Hdfs.Tests.Harness;

/// <summary>What a scripted server answers.</summary>
/// <param name="Status">The status; 0 to close the connection without a word.</param>
/// <param name="Body">The body.</param>
/// <param name="Location">The header of that name.</param>
/// <param name="SendsOnly">Bytes of the body after which the connection is closed; null for all.</param>
internal sealed record ScriptedReply(int Status, byte[] Body, string? Location = null, int? SendsOnly = null)
{
    /// <summary>The request is read, and the connection closed.</summary>
    public static ScriptedReply Nothing { get; } = new(0, []);

    /// <summary>The request is read, and nothing is said for as long as the client waits.</summary>
    public static ScriptedReply Silence { get; } = new(-1, []);

    public static ScriptedReply Json(string text) => new(200, Encoding.UTF8.GetBytes(text));

    public static ScriptedReply Status200 { get; } = new(200, []);

    public static ScriptedReply True { get; } = Json("{\"boolean\":true}");

    public static ScriptedReply File(long length, string type = "FILE") => Json(
        $$$"""{"FileStatus":{"accessTime":1,"blockSize":134217728,"childrenNum":0,"fileId":16425,"group":"g","length":{{{length}}},"modificationTime":1795667030405,"owner":"root","pathSuffix":"","permission":"644","replication":1,"storagePolicy":0,"type":"{{{type}}}"}}""");

    public static ScriptedReply Error(int status, string exception, string message) => new(status, Encoding.UTF8.GetBytes(
        $$$"""{"RemoteException":{"exception":"{{{exception}}}","javaClassName":"org.apache.hadoop.{{{exception}}}","message":"{{{message}}}"}}"""));

    public static ScriptedReply NotFound { get; } = Error(404, "FileNotFoundException", "File does not exist: /x");
}
