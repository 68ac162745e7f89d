using Flink.Core.Configuration;
using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A job as a client hands it in.</summary>
public sealed record JobSubmission
{
    /// <summary>The job; the id inside the graph.</summary>
    public required JobId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The graph in the form of <see cref="JobGraphSerializer"/>.</summary>
    public required ReadOnlyMemory<byte> Graph { get; init; }

    /// <summary>Path of the program's zip on this machine, checked and readable until <see cref="IDispatcherGateway.SubmitAsync"/> completes; null when the graph needs no code but the engine's.</summary>
    public string? ProgramArchive { get; init; }

    /// <summary>Paths of the job's cached files on this machine, as <see cref="CachedFile.CopyTo"/> wrote them; readable as long.</summary>
    public IReadOnlyList<string> CachedFiles { get; init; } = [];

    /// <summary>The program's configuration; the cluster's lies below it.</summary>
    public FlinkConfiguration Configuration { get; init; } = FlinkConfiguration.Empty;
}
