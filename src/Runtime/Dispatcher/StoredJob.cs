using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Core.Serialization;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.Dispatcher;

/// <summary>A job as it is kept for whoever leads: all that is needed to run it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Name">Its name.</param>
/// <param name="Graph">The graph in the form of <see cref="JobGraphSerializer"/>.</param>
/// <param name="Program">Content hash of the program that the graph's types are found in; null where the engine's own are enough.</param>
/// <param name="Configuration">The program's configuration; the cluster's lies below it.</param>
public sealed record StoredJob(JobId Id, string Name, byte[] Graph, string? Program, Dictionary<string, string> Configuration)
{
    /// <summary>What was submitted.</summary>
    public static StoredJob Of(JobSubmission submission, string? program)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var configuration = submission.Configuration.Entries.ToDictionary(
            static entry => entry.Key, static entry => entry.Value.Value, StringComparer.Ordinal);
        return new StoredJob(submission.Id, submission.Name, submission.Graph.ToArray(), program, configuration);
    }

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    /// <exception cref="CorruptDataException">It is something else.</exception>
    public static StoredJob Read(ReadOnlyMemory<byte> bytes) => Serializers.For<StoredJob>().Deserialize(bytes.Span);

    /// <summary>The job as bytes.</summary>
    public ReadOnlyMemory<byte> Write() => Records.Write(this);

    /// <summary>The program's configuration over that of the cluster.</summary>
    public FlinkConfiguration ConfigurationOver(FlinkConfiguration cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return Configuration.OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            .Aggregate(cluster, static (merged, entry) => merged.With(entry.Key, entry.Value));
    }
}
