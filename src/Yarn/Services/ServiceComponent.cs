using System.Globalization;
using System.Text.Json.Nodes;

namespace Flink.Yarn.Services;

/// <summary>A component of a service that is to be created.</summary>
internal sealed record ServiceComponent
{
    public required string Name { get; init; }

    /// <summary>Read by a shell between double quotes.</summary>
    public required string Command { get; init; }

    public required long MemoryMb { get; init; }

    public required int VirtualCores { get; init; }

    public required int Count { get; init; }

    /// <summary>ALWAYS, ON_FAILURE or NEVER; only the first can be flexed.</summary>
    public required string RestartPolicy { get; init; }

    /// <summary>How many containers of it may fail before the service does.</summary>
    public required int FailureThreshold { get; init; }

    /// <summary>Whether its end is that of the service, well or not.</summary>
    public bool IsDominant { get; init; }

    public required IReadOnlyList<ServiceFile> Files { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public JsonObject ToJson()
    {
        return new JsonObject
        {
            ["name"] = Name,
            ["number_of_containers"] = Count,
            ["launch_command"] = Command,
            ["restart_policy"] = RestartPolicy,
            ["resource"] = new JsonObject { ["cpus"] = VirtualCores, ["memory"] = MemoryMb.ToString(CultureInfo.InvariantCulture) },
            ["configuration"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    // A container that failed comes back under another id, never in its own place.
                    ["yarn.service.container-failure.retry.max"] = "0",
                    ["yarn.service.container-failure-per-component.threshold"] = FailureThreshold.ToString(CultureInfo.InvariantCulture),

                    // Which machines to avoid is the worker manager's.
                    ["yarn.service.node-blacklist.threshold"] = int.MaxValue.ToString(CultureInfo.InvariantCulture),
                    ["yarn.service.container-state-report-as-service-state"] = IsDominant ? "true" : "false",
                },
                ["env"] = new JsonObject(Environment.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
                ["files"] = new JsonArray([.. Files.Select(Describe)]),
            },
        };
    }

    private static JsonObject Describe(ServiceFile file) => new()
    {
        ["type"] = file.IsArchive ? "ARCHIVE" : "STATIC",
        ["dest_file"] = file.Name,
        ["src_file"] = file.Location,
        ["visibility"] = file.Visibility,
    };
}
