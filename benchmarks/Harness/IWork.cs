namespace Flink.Benchmarks.Harness;

/// <summary>One side of a figure: work that can be repeated in one process.</summary>
internal interface IWork
{
    /// <summary>Records or bytes that one call of <see cref="Run"/> handles.</summary>
    long Units { get; }

    /// <summary>Does the work once, from the same start each time.</summary>
    /// <returns>A checksum of the results: the same in every call.</returns>
    long Run();
}
