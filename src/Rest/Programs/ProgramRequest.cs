using System.Text.Json.Serialization;

namespace Flink.Rest.Programs;

/// <summary>Body of <c>/jars/:jarid/run</c> and <c>/plan</c>.</summary>
internal sealed record ProgramRequest
{
    public string? EntryClass { get; init; }

    public IReadOnlyList<string>? ProgramArgsList { get; init; }

    public int? Parallelism { get; init; }

    public string? JobId { get; init; }

    public bool? AllowNonRestoredState { get; init; }

    public string? SavepointPath { get; init; }

    public string? ClaimMode { get; init; }

    public string? RestoreMode { get; init; }

    public IReadOnlyDictionary<string, string>? FlinkConfiguration { get; init; }
}

/// <summary>Part <c>request</c> of <c>POST /jobs</c>.</summary>
internal sealed record SubmitRequest
{
    /// <summary>Flink's name since 2.0; <see cref="JobGraphFileName"/> before.</summary>
    public string? ExecutionPlanFileName { get; init; }

    public string? JobGraphFileName { get; init; }

    public IReadOnlyList<string>? JobJarFileNames { get; init; }

    public IReadOnlyList<SubmitArtifact>? JobArtifactFileNames { get; init; }

    // What Flink's serialized graph holds and ours does not.
    public string? JobId { get; init; }

    public string? JobName { get; init; }

    public IReadOnlyDictionary<string, string>? Configuration { get; init; }
}

/// <summary>A file of the distributed cache.</summary>
internal sealed record SubmitArtifact(string? EntryName, string? FileName);

/// <summary>Body of <c>PATCH /jobs/:jobid/clientHeartbeat</c>: milliseconds since 1970.</summary>
internal sealed record HeartbeatRequest(long? ExpiredTimestamp);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 8)]
[JsonSerializable(typeof(ProgramRequest))]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(HeartbeatRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
