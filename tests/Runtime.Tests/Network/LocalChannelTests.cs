using System.Runtime.InteropServices;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Tests.Network;

public class LocalChannelTests
{
    private const int CacheLine = 64;
    private const int Records = 1000;

    [Fact]
    public void Reader_on_another_core_has_written_to_each_line_of_a_batch_before_its_writer_fills_it_again()
    {
        var (records, timestamps) = GivenBack(new Worker(canBlock: false), new Worker(canBlock: false));

        Assert.All(Lines(records), static line => Assert.Contains((byte)0, line));
        Assert.All(Lines(timestamps), static line => Assert.Contains((byte)0, line));
    }

    [Fact]
    public void Batch_that_was_read_on_the_core_of_its_writer_is_left_alone()
    {
        var worker = new Worker(canBlock: false);
        var (records, timestamps) = GivenBack(worker, worker);

        Assert.All(Lines(records), static line => Assert.DoesNotContain((byte)0, line));
        Assert.All(Lines(timestamps), static line => Assert.DoesNotContain((byte)0, line));
    }

    [Fact]
    public void Batch_that_was_read_on_another_core_holds_no_objects()
    {
        var batch = new Batch<string>(4);
        batch.Add("kept", 0);
        batch.Add("dropped", 0);
        var records = batch.Records;
        batch.Truncate(1);

        batch.Release(2);

        Assert.All(records.ToArray(), Assert.Null);
        Assert.Equal(0, batch.Count);
    }

    // What the batch holds when its writer gets it again; there was no zero in it.
    private static (long[] Records, long[] Timestamps) GivenBack(Worker writer, Worker reader)
    {
        var channel = new LocalChannel<long>(1, Records) { Producer = new Task(writer), Consumer = new Task(reader) };
        var batch = channel.TryRent()!;
        batch.Append(Records, out var records, out var timestamps);
        MemoryMarshal.AsBytes(records).Fill(1);
        MemoryMarshal.AsBytes(timestamps).Fill(1);
        Assert.True(channel.TrySend(batch));

        channel.Deliver((Batch)channel.TryTake()!, new Shrinking());

        Assert.Same(batch, channel.TryRent());
        Assert.Equal(0, batch.Count);
        return (records.ToArray(), timestamps.ToArray());
    }

    private static IEnumerable<byte[]> Lines(long[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray().Chunk(CacheLine);

    // As a filter does it: fewer records are left than were read.
    private sealed class Shrinking : IInput<long>
    {
        public void Process(Batch<long> batch) => batch.Truncate(Records / 2);

        public void Process(Watermark watermark)
        {
        }

        public void Process(StreamStatus status)
        {
        }

        public void Process(LatencyMarker marker)
        {
        }
    }

    private sealed class Task : Tasklet
    {
        public Task(Worker worker) => Worker = worker;

        public override string Name => "task";

        protected internal override TaskletStatus Run(long deadline) => TaskletStatus.Parked;
    }
}
