using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flink.Yarn.Services;

/// <summary>A service that is to be created.</summary>
internal sealed record ServiceDescription
{
    // It is demanded, and nothing is made of it here.
    private const string Version = "1";

    public required string Name { get; init; }

    /// <summary>The cluster's default when it is null.</summary>
    public string? Queue { get; init; }

    /// <summary>Properties of the service's ApplicationMaster and of all components.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    public required IReadOnlyList<ServiceComponent> Components { get; init; }

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["version"] = Version,
            ["components"] = new JsonArray([.. Components.Select(static component => component.ToJson())]),
            ["configuration"] = new JsonObject
            {
                ["properties"] = new JsonObject(Properties.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            },
        };
        if (Queue is { } queue)
        {
            json["queue"] = queue;
        }

        return json.ToJsonString(JsonSerializerOptions.Web);
    }
}
