namespace Flink.Core.Graph;

/// <summary>What the user's program built: chained vertices and the exchanges between them. The only thing that API and engine share.</summary>
/// <remarks>Immutable. Vertices are in topological order.</remarks>
public sealed class JobGraph
{
    /// <summary>Id of the execution.</summary>
    public required JobId Id { get; init; }

    /// <summary>The name that people read.</summary>
    public required string Name { get; init; }

    /// <summary>The vertices, each after those that feed it.</summary>
    public required IReadOnlyList<JobVertex> Vertices { get; init; }

    /// <summary>The exchanges.</summary>
    public required IReadOnlyList<JobEdge> Edges { get; init; }

    /// <summary>How large the slots of a slot-sharing group are, by its name; one that is not here takes slots as each worker has them.</summary>
    public IReadOnlyDictionary<string, ResourceSpec> SlotResources { get; init; } = new Dictionary<string, ResourceSpec>();

    /// <summary>How long a batch that is not full may wait at an exchange; zero sends every batch at once, <see cref="Timeout.InfiniteTimeSpan"/> only full ones (and whenever the input runs dry).</summary>
    public TimeSpan BufferTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between two latency markers of a source; zero sends none, null what each TaskManager is configured for.</summary>
    public TimeSpan? LatencyInterval { get; init; }

    /// <summary>Files that tasks find on their machine.</summary>
    public IReadOnlyList<CachedFile> CachedFiles { get; init; } = [];

    /// <summary>The same job under another id.</summary>
    public JobGraph With(JobId id) => new()
    {
        Id = id,
        Name = Name,
        Vertices = Vertices,
        Edges = Edges,
        SlotResources = SlotResources,
        BufferTimeout = BufferTimeout,
        LatencyInterval = LatencyInterval,
        CachedFiles = CachedFiles,
    };

    /// <summary>The vertex of an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public JobVertex Vertex(VertexId id)
    {
        foreach (var vertex in Vertices)
        {
            if (vertex.Id == id)
            {
                return vertex;
            }
        }

        throw new KeyNotFoundException($"The job graph '{Name}' has no vertex {id}.");
    }
}
