using System.Text.Json;

namespace Flink.Rest.Tests.Recorded;

/// <summary>Everything that was recorded in one state of a cluster or job.</summary>
public sealed class GoldenState
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);

    private GoldenState(string name, IReadOnlyList<GoldenExchange> exchanges)
    {
        Name = name;
        Exchanges = exchanges;
    }

    /// <summary>The states whose engine is there.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    public string Name { get; }

    public IReadOnlyList<GoldenExchange> Exchanges { get; }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    public static GoldenState Load(string name) => new(
        name, JsonSerializer.Deserialize<GoldenExchange[]>(File.ReadAllBytes(Path.Combine(Folder, name + ".json")), _options)!);

    /// <summary>The answer to the first request of an endpoint whose status was 200; null when none was recorded.</summary>
    public JsonElement? Answer(string endpoint) => All(endpoint).Select(static one => (JsonElement?)one.Response).FirstOrDefault();

    /// <summary>The requests of an endpoint without query whose status was 200.</summary>
    public IEnumerable<GoldenExchange> All(string endpoint) => Exchanges.Where(one =>
        one.Method == "GET" && one.Status == 200 && one.Endpoint == endpoint && !one.Path.Contains('?', StringComparison.Ordinal));
}
