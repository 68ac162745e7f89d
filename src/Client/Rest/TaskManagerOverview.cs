using System.Text.Json.Serialization;

namespace Flink.Client.Rest;

/// <summary>A TaskManager.</summary>
public sealed record TaskManagerOverview
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Address of its endpoint.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its slots.</summary>
    [JsonPropertyName("slotsNumber")]
    public int Slots { get; init; }

    /// <summary>Those that are free.</summary>
    [JsonPropertyName("freeSlots")]
    public int FreeSlots { get; init; }
}
