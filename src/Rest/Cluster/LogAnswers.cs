using Flink.Rest.Json;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.AspNetCore.Http;

namespace Flink.Rest.Cluster;

/// <summary>Lists of log files, and their texts.</summary>
internal static class LogAnswers
{
    private const int PieceBytes = 256 << 10;

    public static Task ListAsync(RestRequest request, IReadOnlyList<LogFile> files) => request.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("logs");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("size", file.Size);
            json.WriteMillis("mtime", file.Modified);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Sends a file as long as it was at the first look: a log that grows meanwhile does not keep the caller for ever.</summary>
    public static async Task SendAsync(RestRequest request, Func<long, int, Task<LogPiece?>> read, Func<Exception> missing)
    {
        var response = request.Context.Response;
        var piece = await read(0, PieceBytes).ConfigureAwait(false) ?? throw missing();
        var size = piece.Size;
        response.ContentType = "text/plain";
        response.Headers.CacheControl = "no-cache";
        var sent = 0L;
        while (piece is { Bytes.Length: > 0 } && sent < size)
        {
            var rest = (int)Math.Min(piece.Bytes.Length, size - sent);
            await response.BodyWriter.WriteAsync(piece.Bytes.AsMemory(0, rest), request.Aborted).ConfigureAwait(false);
            sent += rest;
            piece = sent < size ? await read(sent, PieceBytes).ConfigureAwait(false) : null;
        }

        await response.BodyWriter.FlushAsync(request.Aborted).ConfigureAwait(false);
    }
}
