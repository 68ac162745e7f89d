using System.Net;
using System.Text.Json;

namespace Flink.Yarn.Rest;

/// <summary>An answer that is no error.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Text">Its body.</param>
internal sealed record YarnAnswer(HttpStatusCode Status, string Text)
{
    /// <summary>The body as JSON.</summary>
    /// <exception cref="YarnException">It is none.</exception>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Text);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new YarnException($"YARN answers with what is no JSON ({e.Message}): {YarnError.Shorten(Text)}", Status, null);
        }
    }
}
