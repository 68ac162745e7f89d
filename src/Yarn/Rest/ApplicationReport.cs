using System.Text.Json;

namespace Flink.Yarn.Rest;

/// <summary>What the ResourceManager says of an application.</summary>
internal sealed record ApplicationReport
{
    private static readonly string[] _ends = ["FINISHED", "FAILED", "KILLED"];

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string User { get; init; }

    public required string Queue { get; init; }

    /// <summary>NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING, FINISHED, FAILED or KILLED.</summary>
    public required string State { get; init; }

    /// <summary>UNDEFINED until the end; then SUCCEEDED, FAILED, KILLED or ENDED.</summary>
    public required string FinalStatus { get; init; }

    public required string Diagnostics { get; init; }

    public required string Type { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required long Priority { get; init; }

    /// <summary>Null where there is none.</summary>
    public string? TrackingUrl { get; init; }

    /// <summary>"host:port" of its ApplicationMaster; null until it has registered.</summary>
    public string? MasterAddress { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>0 when it has ended.</summary>
    public required long RunningContainers { get; init; }

    /// <summary>Resources times seconds, by the resource's name.</summary>
    public required IReadOnlyDictionary<string, string> ResourceSeconds { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _ends.Contains(State);

    public static ApplicationReport Read(JsonElement app) => new()
    {
        Id = Shape.Text(app, "id") ?? "",
        Name = Shape.Text(app, "name") ?? "",
        User = Shape.Text(app, "user") ?? "",
        Queue = Shape.Text(app, "queue") ?? "",
        State = Shape.Text(app, "state") ?? "",
        FinalStatus = Shape.Text(app, "finalStatus") ?? "",
        Diagnostics = Shape.Text(app, "diagnostics")?.Trim() ?? "",
        Type = Shape.Text(app, "applicationType") ?? "",
        Tags = (Shape.Text(app, "applicationTags") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Priority = Shape.Number(app, "priority"),
        TrackingUrl = Shape.Text(app, "trackingUrl"),
        MasterAddress = Shape.Text(app, "amRPCAddress"),
        StartedAt = Shape.Time(app, "startedTime"),
        FinishedAt = Shape.Time(app, "finishedTime"),
        RunningContainers = Math.Max(0, Shape.Number(app, "runningContainers")),
        ResourceSeconds = Shape.Map(app, "resourceSecondsMap"),
    };
}
