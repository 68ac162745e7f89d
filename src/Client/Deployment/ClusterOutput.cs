namespace Flink.Client.Deployment;

/// <summary>Where the output of a cluster's processes goes.</summary>
/// <param name="Step">
/// Takes a line in which the JobManager says what it does (a worker is requested, registered, released): a line of its standard output that begins with
/// <see cref="StepMark"/>, without it.
/// </param>
/// <param name="Printed">Takes whatever workers print, byte for byte: results of print sinks, output of functions.</param>
public sealed record ClusterOutput(Action<string> Step, Stream Printed)
{
    /// <summary>What lines about steps begin with.</summary>
    public const string StepMark = "flink: ";
}
