using System.Diagnostics;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>One record at a time into the running job of this process, and its way out again.</summary>
internal static class Pulse
{
    private const long Nothing = 0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly SemaphoreSlim Arrived = new(0);
    private static ISourceReaderContext? _reader;
    private static long _waiting;
    private static long _travelled;

    /// <summary>Whether the job's source runs.</summary>
    public static bool IsAttached => Volatile.Read(ref _reader) is not null;

    /// <summary>Called by the reader when it starts.</summary>
    public static void Attach(ISourceReaderContext reader) => Volatile.Write(ref _reader, reader);

    /// <summary>Sends a record and waits until it has come out.</summary>
    /// <returns>Nanoseconds from just before the source was woken to the call of the sink.</returns>
    /// <exception cref="TimeoutException">The record was lost or is very late.</exception>
    public static long Send()
    {
        Volatile.Write(ref _waiting, Stopwatch.GetTimestamp());
        _reader!.Wake();
        return Arrived.Wait(Patience)
            ? (long)(_travelled * (1e9 / Stopwatch.Frequency))
            : throw new TimeoutException($"A record did not come out within {Patience.TotalSeconds:0} s.");
    }

    /// <summary>Called by the reader.</summary>
    public static bool TryTake(out long record)
    {
        record = Volatile.Read(ref _waiting);
        if (record == Nothing)
        {
            return false;
        }

        _waiting = Nothing;
        return true;
    }

    /// <summary>Called by the sink.</summary>
    public static void Arrive(long record)
    {
        _travelled = Stopwatch.GetTimestamp() - record;
        Arrived.Release();
    }
}
