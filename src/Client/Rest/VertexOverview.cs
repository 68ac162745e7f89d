namespace Flink.Client.Rest;

/// <summary>A vertex of a job.</summary>
public sealed record VertexOverview
{
    /// <summary>Its id, 32 hexadecimal digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>Names of its operators.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its subtasks.</summary>
    public int Parallelism { get; init; }

    /// <summary>Flink's word for the state of its tasks together.</summary>
    public string Status { get; init; } = "";

    /// <summary>Tasks by state, in Flink's words.</summary>
    public IReadOnlyDictionary<string, int> Tasks { get; init; } = new Dictionary<string, int>();

    /// <summary>What its tasks read and wrote.</summary>
    public VertexFigures Metrics { get; init; } = new();
}
