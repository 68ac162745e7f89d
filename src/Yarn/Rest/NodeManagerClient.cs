using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Flink.Yarn.Rest;

/// <summary>What machines say of containers that they run, and of the logs of these while their application runs.</summary>
/// <remarks>Safe for concurrent use. A machine that does not answer is no error: whoever asks has others to ask, or goes without.</remarks>
/// <param name="handler">What sends; null for the network. Belongs to the client.</param>
internal sealed class NodeManagerClient(HttpMessageHandler? handler = null) : IDisposable
{
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Whether a container has not ended; null when the machine does not say.</summary>
    /// <param name="node">The NodeManager's web server, "host:port" with or without scheme.</param>
    /// <param name="container">The container, alive or not.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<bool?> IsRunningAsync(string node, string container, CancellationToken cancellation) =>
        (await FindAsync(node, container, cancellation).ConfigureAwait(false))?.IsRunning;

    /// <summary>What a machine says of a container; null when it does not answer.</summary>
    /// <param name="node">The NodeManager's web server, "host:port" with or without scheme.</param>
    /// <param name="container">The container, alive or not.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<ContainerState?> FindAsync(string node, string container, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(AddressOf(node, container), cancellation).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return ContainerState.Unknown;
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
            return Shape.Part(document.RootElement, "container") is { } report
                ? new ContainerState(Shape.Text(report, "state") ?? "", Shape.Number(report, "exitCode", ContainerState.NoExitCode), Shape.Text(report, "diagnostics") ?? "")
                : null;
        }
        catch (Exception e) when (e is JsonException || IsNoAnswer(e, cancellation))
        {
            return null;
        }
    }

    /// <summary>The end of a log file, read in one request so that length and bytes belong together; null where it cannot be had.</summary>
    /// <param name="node">The NodeManager's web server, "host:port" with or without scheme.</param>
    /// <param name="container">The container, alive or not.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="most">Bytes from its end, one or more.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<LogTail?> ReadTailAsync(string node, string container, string file, int most, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(AddressOf(node, $"{container}/logs/{file}?size=-{most}"), cancellation).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? LogTail.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), most) : null;
        }
        catch (Exception e) when (IsNoAnswer(e, cancellation))
        {
            // A machine that is gone has no logs: whoever asks has said what else he knows.
            return null;
        }
    }

    /// <summary>The same, read as it comes, which may be more than memory holds; null where it cannot be had. The caller disposes of it.</summary>
    /// <param name="node">The NodeManager's web server, "host:port" with or without scheme.</param>
    /// <param name="container">The container, alive or not.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="most">Bytes from its end, one or more.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<LogStream?> OpenTailAsync(string node, string container, string file, long most, CancellationToken cancellation)
    {
        try
        {
            var answer = await _http.GetAsync(AddressOf(node, $"{container}/logs/{file}?size=-{most}"), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                return await LogStream.OpenAsync(answer, most, cancellation).ConfigureAwait(false);
            }

            answer.Dispose();
            return null;
        }
        catch (Exception e) when (IsNoAnswer(e, cancellation))
        {
            // As above.
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static Uri AddressOf(string node, string container) =>
        new($"{(node.Contains("://", StringComparison.Ordinal) ? node.TrimEnd('/') : $"http://{node}")}/ws/v1/node/containers/{container}");

    private static bool IsNoAnswer(Exception e, CancellationToken cancellation) =>
        e is HttpRequestException or SocketException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested);
}
