using Flink.Core.Graph;
using Flink.Core.Records;

namespace Flink.Runtime.Network;

/// <summary>How large the channels of a job are, so that they fit the memory.</summary>
/// <param name="Batches">Batches of a channel between processes that may be under way.</param>
/// <param name="Capacity">Most records of a batch.</param>
internal sealed record ChannelSizing(int Batches, int Capacity)
{
    // Four threads and a socket pass them on: with eight, each waited for the next one several times in a time slice (docs/decisions/0039).
    private const int MostBatches = 16;

    // So many stay in a core's second-level cache, and there are only two threads.
    private const int MostLocalBatches = 8;
    private const int FewestBatches = 2;
    private const int SmallestCapacity = 16;

    /// <summary>What channels have when memory allows.</summary>
    public static ChannelSizing Largest { get; } = new(MostBatches, int.MaxValue);

    /// <summary>Batches of a channel within a process that may be under way.</summary>
    public int LocalBatches => Math.Min(Batches, MostLocalBatches);

    /// <summary>The next smaller one; null for the smallest.</summary>
    public ChannelSizing? Smaller => Batches > FewestBatches ? this with { Batches = Batches / 2 }
        : Capacity > BatchSize.MaxRecords ? this with { Capacity = BatchSize.MaxRecords / 2 }
        : Capacity > SmallestCapacity ? this with { Capacity = Capacity / 2 }
        : null;

    /// <summary>The largest sizing that takes no more than so many bytes, else the smallest.</summary>
    /// <param name="free">The bytes.</param>
    /// <param name="bytes">What a sizing takes.</param>
    public static ChannelSizing Fit(long free, Func<ChannelSizing, long> bytes)
    {
        var sizing = Largest;
        while (bytes(sizing) > free && sizing.Smaller is { } smaller)
        {
            sizing = smaller;
        }

        return sizing;
    }

    /// <summary>Records of a batch on an edge.</summary>
    public int CapacityOf(RecordPlumbing plumbing) => Math.Min(Capacity, plumbing.BatchCapacity);

    /// <summary>Bytes of a channel within this process.</summary>
    public long LocalBytes(JobEdge edge)
    {
        var plumbing = RecordPlumbing.For(edge.RecordType);
        return (long)LocalBatches * CapacityOf(plumbing) * plumbing.RecordBytes;
    }

    /// <summary>Bytes of one end of a channel to another process: frames under way, and the batch that is being filled or read.</summary>
    public long RemoteBytes(JobEdge edge)
    {
        var plumbing = RecordPlumbing.For(edge.RecordType);
        var capacity = CapacityOf(plumbing);
        return ((long)Batches * plumbing.FrameBytes(capacity)) + ((long)capacity * plumbing.RecordBytes);
    }
}
