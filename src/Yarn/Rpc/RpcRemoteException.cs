using Flink.Core;

namespace Flink.Yarn.Rpc;

/// <summary>A server of Hadoop has answered, and it is an error.</summary>
/// <param name="server">Which, "host:port".</param>
/// <param name="className">The Java class of the error, with its package; empty when none is named.</param>
/// <param name="text">Its words, which may go on with Java's stack.</param>
/// <param name="isFatal">Whether the server has ended the connection with it.</param>
internal sealed class RpcRemoteException(string server, string className, string text, bool isFatal)
    : FlinkException($"Hadoop at {server} refuses: {FirstLine(text)} ({className[(className.LastIndexOf('.') + 1)..]})", isRetryable: false)
{
    private const int MostText = 600;

    /// <summary>The Java class of the error, with its package.</summary>
    public string ClassName { get; } = className;

    /// <summary>Its words, without the stack.</summary>
    public string Said { get; } = FirstLine(text);

    /// <summary>Whether the server has ended the connection with it.</summary>
    public bool IsFatal { get; } = isFatal;

    /// <summary>Whether it is of a class, named without its package.</summary>
    public bool Is(string name) => ClassName.EndsWith(name, StringComparison.Ordinal) && (ClassName.Length == name.Length || ClassName[^(name.Length + 1)] is '.' or '$');

    private static string FirstLine(string text)
    {
        var line = text.Split('\n', 2)[0].Trim();
        return line.Length <= MostText ? line : line[..MostText] + "...";
    }
}
