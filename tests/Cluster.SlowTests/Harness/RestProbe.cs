using System.Text.Json;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Asks a JobManager's REST endpoint.</summary>
/// <param name="address">Where it is.</param>
/// <param name="logs">What the processes said, for messages of failed tests.</param>
public sealed class RestProbe(Uri address, Func<string> logs) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = address, Timeout = Waiting.Patience };

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path} was answered {(int)response.StatusCode}: {text}\n{logs()}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Whether something is answered, and well.</summary>
    public async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var response = await Http.GetAsync(path);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isThere)
    {
        var last = "";
        JsonElement? found = null;
        await Waiting.UntilAsync(
            async () =>
            {
                try
                {
                    using var response = await Http.GetAsync(path);
                    last = await response.Content.ReadAsStringAsync();
                    found = response.IsSuccessStatusCode && JsonDocument.Parse(last).RootElement is var answer && isThere(answer) ? answer : null;
                }
                catch (HttpRequestException e)
                {
                    last = e.Message;
                }

                return found is not null;
            },
            () => $"{address}{path} did not come to what was waited for; its last answer is {last}\n{logs()}");
        return found!.Value;
    }

    public void Dispose() => Http.Dispose();
}
