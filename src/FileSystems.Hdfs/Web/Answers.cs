using System.Globalization;
using System.Net;
using System.Text.Json;
using Flink.Core.FileSystems;

namespace Flink.FileSystems.Hdfs.Web;

/// <summary>Reads the bodies of answers.</summary>
internal static class Answers
{
    private const int MostCharacters = 300;

    /// <summary>The body of an answer that went well; null when it has none.</summary>
    /// <exception cref="WebHdfsException">It is no JSON.</exception>
    public static JsonDocument? ReadJson(Uri server, HttpResponseMessage response)
    {
        using var body = new MemoryStream();
        response.Content.CopyTo(body, null, CancellationToken.None);
        if (body.Length == 0)
        {
            return null;
        }

        body.Position = 0;
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw new WebHdfsException("", server, response.StatusCode, $"its answer is no JSON ({e.Message}); is it the web server of a NameNode?", e);
        }
    }

    /// <summary>The error that an answer holds.</summary>
    public static WebHdfsException ReadError(Uri server, HttpResponseMessage response)
    {
        using var body = new MemoryStream();
        response.Content.CopyTo(body, null, CancellationToken.None);
        try
        {
            using var document = JsonDocument.Parse(body.ToArray());
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("RemoteException", out var error))
            {
                return new WebHdfsException(Text(error, "exception"), server, response.StatusCode, FirstLine(Text(error, "message")));
            }
        }
        catch (JsonException)
        {
            // Web servers in between answer in words of their own: the status is all that can be understood.
        }

        return new WebHdfsException("", server, response.StatusCode, Describe(response.StatusCode, response.ReasonPhrase));
    }

    /// <summary>The status of one file.</summary>
    public static FileStatus ReadStatus(FilePath path, JsonElement status)
    {
        var isFolder = Text(status, "type") == "DIRECTORY";
        return new FileStatus(
            path,
            isFolder ? 0 : status.GetProperty("length").GetInt64(),
            DateTimeOffset.FromUnixTimeMilliseconds(status.GetProperty("modificationTime").GetInt64()),
            isFolder);
    }

    /// <summary>The permissions of one file.</summary>
    public static UnixFileMode ReadPermissions(JsonElement status) => (UnixFileMode)Convert.ToInt32(Text(status, "permission"), 8);

    public static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? text : text[..end];
        return line.Length <= MostCharacters ? line : $"{line[..MostCharacters]}...";
    }

    private static string Describe(HttpStatusCode status, string? reason) => status switch
    {
        HttpStatusCode.Unauthorized => "it asks for a sign-in (HTTP 401)",
        _ => $"it answered HTTP {((int)status).ToString(CultureInfo.InvariantCulture)} {reason}".TrimEnd(),
    };
}
