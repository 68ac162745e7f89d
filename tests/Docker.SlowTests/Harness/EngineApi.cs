using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>The engine as the tests see it: its own API over its socket, without the library that the driver uses.</summary>
public sealed class EngineApi : IDisposable
{
    private static readonly JsonSerializerOptions _asNamed = new();

    private readonly HttpClient _http;

    public EngineApi(string socket)
    {
        Socket = socket;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://docker") };
    }

    public string Socket { get; }

    public async Task<JsonElement> GetAsync(string path) => await _http.GetFromJsonAsync<JsonElement>(path);

    public async Task<string> GetTextAsync(string path) => await _http.GetStringAsync(path);

    public async Task PostAsync(string path, object? body = null) =>
        (await _http.PostAsync(path, body is null ? null : JsonContent.Create(body, body.GetType(), options: _asNamed))).EnsureSuccessStatusCode();

    public async Task DeleteAsync(string path) => (await _http.DeleteAsync(path)).EnsureSuccessStatusCode();

    /// <summary>Names and states of the containers with a label.</summary>
    public async Task<IReadOnlyList<(string Name, string State)>> ContainersAsync(string label, string value)
    {
        var filter = Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string[]> { ["label"] = [$"{label}={value}"] }));
        var containers = await GetAsync($"/containers/json?all=1&filters={filter}");
        return [.. containers.EnumerateArray().Select(container => (NameOf(container), container.GetProperty("State").GetString()!))];
    }

    public void Dispose() => _http.Dispose();

    // One that is just being removed may have lost its name already.
    private static string NameOf(JsonElement container) =>
        (container.GetProperty("Names") is { ValueKind: JsonValueKind.Array } names && names.GetArrayLength() > 0 ? names[0] : container.GetProperty("Id")).GetString()!.TrimStart('/');
}
