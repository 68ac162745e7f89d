namespace Flink.Benchmarks.Harness;

/// <summary>One side of a figure: work that can be repeated in one process.</summary>
internal interface IWork
{
    /// <summary>Records or bytes that one call of <see cref="Run"/> handles.</summary>
    long Units { get; }

    /// <summary>Time of the last call by the timestamps of its job, from RUNNING to the end; null for what is no job.</summary>
    TimeSpan? OwnTime => null;

    /// <summary>Does the work once, from the same start each time.</summary>
    /// <returns>A checksum of the results: the same in every call.</returns>
    long Run();
}
