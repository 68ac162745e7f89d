using System.Net.Sockets;
namespace Flink.Yarn.Rest;

/// <summary>Logs of containers, as the web servers of their NodeManagers show them while the application runs.</summary>
internal sealed class NodeLogs : IDisposable
{
    private const string Begin = "LogContents:\n";
    private const string End = "\nEnd of LogType:";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The end of a file; null where it cannot be had.</summary>
    /// <param name="node">The NodeManager's web server, "host:port" with or without scheme.</param>
    /// <param name="container">The container, alive or not.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="most">Bytes from its end.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<string?> TailAsync(string node, string container, string file, int most, CancellationToken cancellation)
    {
        var address = node.Contains("://", StringComparison.Ordinal) ? node.TrimEnd('/') : $"http://{node}";
        try
        {
            using var answer = await _http.GetAsync(new Uri($"{address}/ws/v1/node/containers/{container}/logs/{file}?size=-{most}"), cancellation).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? Unwrap(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)) : null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            // A machine that is gone has no logs: whoever asks has said what else he knows.
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    // The file stands between lines about it.
    internal static string Unwrap(string answer)
    {
        var begin = answer.IndexOf(Begin, StringComparison.Ordinal);
        if (begin < 0)
        {
            return answer;
        }

        begin += Begin.Length;
        var end = answer.LastIndexOf(End, StringComparison.Ordinal);
        return end < begin ? answer[begin..] : answer[begin..end];
    }
}
