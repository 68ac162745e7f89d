using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flink.Yarn.Rest;

/// <summary>An application to submit. What is not here the REST API does not take: timeouts, black lists, custom resources of the ApplicationMaster.</summary>
internal sealed record ApplicationSubmission
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>At most 20 characters; the rest is cut off by YARN.</summary>
    public string Type { get; init; } = "";

    /// <summary>The configured default when it is empty.</summary>
    public string Queue { get; init; } = "";

    public required string Command { get; init; }

    public required long MemoryMb { get; init; }

    public required int VirtualCores { get; init; }

    public int? Priority { get; init; }

    public int MaxAttempts { get; init; } = 1;

    /// <summary>Failures of the ApplicationMaster that are further apart do not add up; null to count all.</summary>
    public TimeSpan? FailuresValidity { get; init; }

    public bool KeepContainers { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? NodeLabel { get; init; }

    public IReadOnlyList<LocalResource> Resources { get; init; } = [];

    /// <summary>Values may hold no quote, backtick, dollar or backslash that the shell of the node should not read.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Its JSON, which has no root element.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["application-id"] = Id,
            ["application-name"] = Name,
            ["application-type"] = Type,
            ["max-app-attempts"] = MaxAttempts,
            ["keep-containers-across-application-attempts"] = KeepContainers,
            ["resource"] = new JsonObject { ["memory"] = MemoryMb, ["vCores"] = VirtualCores },
            ["application-tags"] = new JsonObject { ["tag"] = new JsonArray([.. Tags.Select(static tag => JsonValue.Create(tag))]) },
            ["am-container-spec"] = new JsonObject
            {
                ["commands"] = new JsonObject { ["command"] = Command },
                ["environment"] = Entries(Environment.Select(static pair => (pair.Key, (JsonNode)pair.Value))),
                ["local-resources"] = Entries(Resources.Select(static resource => (resource.Link, Describe(resource)))),
            },
        };
        if (Queue.Length > 0)
        {
            // An empty one is not that of the cluster, but none.
            json["queue"] = Queue;
        }

        if (Priority is { } priority)
        {
            json["priority"] = priority;
        }

        if (FailuresValidity is { } validity)
        {
            json["attempt-failures-validity-interval"] = (long)validity.TotalMilliseconds;
        }

        if (NodeLabel is { } label)
        {
            json["app-node-label-expression"] = label;
            json["am-container-node-label-expression"] = label;
        }

        return json.ToJsonString(JsonSerializerOptions.Web);
    }

    private static JsonNode Describe(LocalResource resource) => new JsonObject
    {
        ["resource"] = resource.Location,
        ["type"] = resource.IsArchive ? "ARCHIVE" : "FILE",
        ["visibility"] = resource.Visibility,
        ["size"] = resource.Size,
        ["timestamp"] = resource.Timestamp.ToUnixTimeMilliseconds(),
    };

    private static JsonObject Entries(IEnumerable<(string Key, JsonNode Value)> entries) => new()
    {
        ["entry"] = new JsonArray([.. entries.Select(static entry => new JsonObject { ["key"] = entry.Key, ["value"] = entry.Value })]),
    };
}
