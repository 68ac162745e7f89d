using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>
/// Tumbling windows written out: keys are numbers from 0, so two arrays are all the state, and no hash, no group of keys, no exchange
/// is needed. The watermark is looked at after each batch.
/// </summary>
internal sealed class DenseWindows(ReadingStream stream, long records) : IWork
{
    /// <summary>Length of a window, milliseconds; a constant, so that no record costs a division.</summary>
    public const long Size = 5000;

    private const int BatchSize = 1024;

    private readonly Totals[][] _panes = new Totals[2][];
    private readonly Reading[] _records = new Reading[BatchSize];
    private readonly long[] _timestamps = new long[BatchSize];
    private long _checksum;

    public long Units => records;

    public long Run()
    {
        // Memory is cold at the start of each call, as a job's is.
        (_panes[0], _panes[1]) = (new Totals[stream.Keys], new Totals[stream.Keys]);
        _checksum = 0;
        var state = ReadingStream.Seed;
        long window = 0;
        for (long first = 0; first < records; first += BatchSize)
        {
            var count = (int)Math.Min(BatchSize, records - first);
            stream.Fill(ref state, first, _records.AsSpan(0, count), _timestamps.AsSpan(0, count));
            Add(count);
            for (var watermark = (first + count) * 1000 / stream.PerSecond - stream.Disorder - 1; (window + 1) * Size - 1 <= watermark; window++)
            {
                Fire(window);
            }
        }

        Fire(window);
        Fire(window + 1);
        return _checksum;
    }

    private void Add(int count)
    {
        ref var even = ref MemoryMarshal.GetArrayDataReference(_panes[0]);
        ref var odd = ref MemoryMarshal.GetArrayDataReference(_panes[1]);
        for (var i = 0; i < count; i++)
        {
            Prefetch(ref Unsafe.Add(ref (_timestamps[i] / Size & 1) == 0 ? ref even : ref odd, (nint)_records[i].Key));
        }

        for (var i = 0; i < count; i++)
        {
            ref var totals = ref Unsafe.Add(ref (_timestamps[i] / Size & 1) == 0 ? ref even : ref odd, (nint)_records[i].Key);
            totals.Count++;
            totals.Sum += _records[i].Value;
        }
    }

    private void Fire(long window)
    {
        foreach (ref var totals in _panes[window & 1].AsSpan())
        {
            if (totals.Count > 0)
            {
                _checksum += TotalsSum.Checksum(in totals, (window + 1) * Size - 1);
                totals = default;
            }
        }
    }

    private static unsafe void Prefetch(ref Totals totals)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref totals));
        }
    }
}
