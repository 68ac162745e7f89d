namespace Flink.Benchmarks.Harness;

/// <summary>How much work a run does.</summary>
internal enum Effort
{
    /// <summary>Enough to measure.</summary>
    Full,

    /// <summary>Enough to measure by the timestamps of a job, which are milliseconds and begin before its tasks run.</summary>
    Long,

    /// <summary>Enough to see that everything runs to its end and both sides agree; the times mean nothing.</summary>
    Smoke,
}
