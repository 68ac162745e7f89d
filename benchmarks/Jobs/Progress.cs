namespace Flink.Benchmarks.Jobs;

/// <summary>How far the one source of this process that reports it has come: read while the job runs.</summary>
internal static class Progress
{
    private static long _records;

    public static long Records => Volatile.Read(ref _records);

    public static void Report(long records) => Volatile.Write(ref _records, records);
}
