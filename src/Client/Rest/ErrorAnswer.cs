using System.Net.Http.Json;
using System.Text.Json;

namespace Flink.Client.Rest;

/// <summary>Flink's body of an error.</summary>
internal sealed record ErrorAnswer(IReadOnlyList<string>? Errors)
{
    public static async Task<RestClientException> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellation)
    {
        ErrorAnswer? body = null;
        try
        {
            body = await response.Content.ReadFromJsonAsync(RestJson.Default.ErrorAnswer, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return new RestClientException(
                response.StatusCode, $"{address} answered {(int)response.StatusCode} ({response.ReasonPhrase}), and not as a cluster does.");
        }

        var text = string.Join('\n', body?.Errors ?? []);
        return new RestClientException(response.StatusCode, text.Length > 0 ? text : $"{address} answered {(int)response.StatusCode}.");
    }
}
