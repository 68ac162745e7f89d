using System.Net;
using System.Text.Json;

namespace Flink.Yarn.Rest;

/// <summary>Reads the bodies of errors, which come in several shapes.</summary>
internal static class YarnError
{
    private const int MaxText = 400;

    // What Jersey puts before the message of a wrapped error.
    private static readonly string[] _wrappings = ["java.lang.Exception: ", "java.lang.IllegalArgumentException: ", "javax.xml.bind.UnmarshalException\n - with linked exception:\n"];

    /// <summary>The error of an answer.</summary>
    /// <param name="what">What was asked, such as "GET /ws/v1/cluster/info of localhost:8088".</param>
    /// <param name="status">The status.</param>
    /// <param name="text">The body: a RemoteException or a "diagnostics" as JSON, plain text whatever the content type says, or a page.</param>
    public static YarnException Of(string what, HttpStatusCode status, string text)
    {
        var (kind, message) = Read(text);
        var said = message is { Length: > 0 } ? Unwrap(message) : status.ToString();
        return new YarnException($"YARN refuses {what} ({(int)status}): {said}", status, kind);
    }

    /// <summary>The beginning of a text on one line.</summary>
    public static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= MaxText ? line : line[..MaxText] + "...";
    }

    private static (string? Kind, string? Message) Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("RemoteException", out var remote))
            {
                return (Shape.Text(remote, "exception"), Shape.Text(remote, "message"));
            }

            return (null, Shape.Text(root, "diagnostics") ?? Shorten(text));
        }
        catch (JsonException)
        {
            // Plain text, which some answers are in spite of their content type; or a page, of which nothing is worth showing.
            return (null, text.TrimStart().StartsWith('<') ? null : Shorten(text));
        }
    }

    private static string Unwrap(string message)
    {
        foreach (var wrapping in _wrappings)
        {
            message = message.StartsWith(wrapping, StringComparison.Ordinal) ? message[wrapping.Length..] : message;
        }

        return Shorten(message);
    }
}
