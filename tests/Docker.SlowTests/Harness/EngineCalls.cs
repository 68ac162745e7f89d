using System.Collections.Concurrent;
using System.Text;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>What an engine was asked.</summary>
public sealed class EngineCalls
{
    private static readonly string[] _methods = ["GET ", "POST ", "PUT ", "DELETE ", "HEAD "];

    private readonly ConcurrentQueue<string> _all = new();

    /// <summary>"METHOD /path" of every call so far, without versions, ids and questions.</summary>
    public IReadOnlyCollection<string> All => _all;

    /// <summary>Notes a call when this is the beginning of one.</summary>
    public void Note(ReadOnlyMemory<byte> sent)
    {
        var text = Encoding.ASCII.GetString(sent.Span[..Math.Min(sent.Length, 2_000)]);
        if (Array.Exists(_methods, method => text.StartsWith(method, StringComparison.Ordinal)))
        {
            var words = text.Split('\n')[0].Split(' ');
            var parts = words[1].Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith("v1.", StringComparison.Ordinal)).ToList();
            var last = parts.Count > 1 && parts[^1] is "start" or "json" or "create" or "archive" or "logs" or "kill" ? "/" + parts[^1] : "";
            _all.Enqueue($"{words[0]} {parts[0]}{last}");
        }
    }
}
