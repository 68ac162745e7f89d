using System.Text.Json.Serialization;

namespace Flink.Client.Rest;

/// <summary>How a cluster shall start a program.</summary>
public sealed record ProgramStart
{
    /// <summary>The class whose Main is called; null for that of the program's entry assembly.</summary>
    [JsonPropertyName("entryClass")]
    public string? EntryClass { get; init; }

    /// <summary>Main's arguments.</summary>
    [JsonPropertyName("programArgsList")]
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What is configured for the program, over what the cluster has.</summary>
    [JsonPropertyName("flinkConfiguration")]
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();
}
