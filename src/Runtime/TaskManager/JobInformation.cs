using Flink.Core.Functions;
using Flink.Core.Graph;

namespace Flink.Runtime.TaskManager;

/// <summary>What a TaskManager needs to know of a job once, whatever tasks of it it runs.</summary>
public sealed class JobInformation
{
    /// <summary>The job's id.</summary>
    public JobId Id => Graph.Id;

    /// <summary>The job, put together where it is used.</summary>
    public required JobGraph Graph { get; init; }

    /// <summary>The graph as <see cref="JobGraphSerializer"/> wrote it; empty where the graph is handed over as an object.</summary>
    public ReadOnlyMemory<byte> GraphBytes { get; init; }

    /// <summary>Content hash of the program that the graph's types are found in; null where they are loaded already.</summary>
    public string? Program { get; init; }

    /// <summary>Copies of the files that the job registered; null where tasks run on the machine where they were registered, and need none.</summary>
    public DistributedCache? Files { get; init; }

    /// <summary>How its tasks take part in checkpoints.</summary>
    public TaskCheckpoints Checkpoints { get; init; } = TaskCheckpoints.None;
}
