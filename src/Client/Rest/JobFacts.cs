using System.Text.Json.Serialization;
using Flink.Core.Execution;

namespace Flink.Client.Rest;

/// <summary>What is told of a job wherever it is told of.</summary>
public abstract record JobFacts
{
    /// <summary>Its id, 32 hexadecimal digits.</summary>
    [JsonPropertyName("jid")]
    public string Id { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its state.</summary>
    public JobStatus State { get; init; }

    /// <summary>When it began, in milliseconds since 1970.</summary>
    public long StartTime { get; init; }

    /// <summary>When it ended, in milliseconds since 1970; -1 before.</summary>
    public long EndTime { get; init; }

    /// <summary>Milliseconds from begin to end, or to now.</summary>
    public long Duration { get; init; }
}
