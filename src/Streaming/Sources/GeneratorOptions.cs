using Flink.Core.Functions;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>How many records a generator makes, how fast, and with which timestamps.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class GeneratorOptions<T>
{
    internal static readonly GeneratorOptions<T> Default = new();

    private readonly long? _count;
    private readonly double? _recordsPerSecond;

    /// <summary>How many records; 0 or more.</summary>
    /// <value>None: the source has no end.</value>
    public long? Count
    {
        get => _count;
        init
        {
            if (value is { } count)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(Count));
            }

            _count = value;
        }
    }

    /// <summary>Most records in a second, over all readers together; above 0. After a pause at most one second's worth is made up for.</summary>
    /// <value>No limit.</value>
    public double? RecordsPerSecond
    {
        get => _recordsPerSecond;
        init
        {
            if (value is { } rate && (!double.IsFinite(rate) || rate <= 0))
            {
                throw new ArgumentOutOfRangeException(nameof(RecordsPerSecond), rate, "A rate is a finite number of records per second above 0.");
            }

            _recordsPerSecond = value;
        }
    }

    /// <summary>Gives a record its event timestamp, milliseconds since the epoch.</summary>
    /// <value>Records have no timestamp.</value>
    public InFunc<T, long>? Timestamps { get; init; }

    internal Boundedness Boundedness => Count is null ? Boundedness.ContinuousUnbounded : Boundedness.Bounded;

    internal IReadOnlyList<RangeSplit> MakeSplits(int readers) =>
        RangeSplit.Interleaved(Count is { } count ? (ulong)count : RangeSplit.Endless, readers);
}
