namespace Flink.Client.Rest;

/// <summary>How a job ended, as the cluster tells it.</summary>
public sealed record ExecutionResult
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>SUCCEEDED, FAILED, CANCELED or UNKNOWN.</summary>
    public string ApplicationStatus { get; init; } = "";

    /// <summary>Milliseconds from RUNNING to the end.</summary>
    public long NetRuntime { get; init; }

    /// <summary>Values of accumulators by name; see <see cref="Core.Execution.ResultValues"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> AccumulatorResults { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Why it failed; null when it did not.</summary>
    public FailureCause? FailureCause { get; init; }

    /// <summary>Records that its sources read.</summary>
    public long RecordsRead { get; init; }

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; init; }

    /// <summary>What people should know although it ended as asked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
