using CsCheck;
using Flink.Core.Records;
using Flink.Core.Serialization;
using Flink.Core.Types;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Tests.Network.Wire;

public class RecordFramesTests
{
    private const int MaxBytes = 4096;
    private readonly BufferPool _pool = new(1 << 20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_and_timestamps_come_back_whatever_their_sizes(bool compresses) =>
        Gen.Select(Gen.Int[0, 3000], Gen.Long[0, 3]).Array[1, 300].Sample(
            records =>
            {
                var batch = new Batch<Note>(records.Length);
                foreach (var (length, timestamp) in records)
                {
                    batch.Add(new Note(length, new string('x', length), Utf8String.From(new string('ü', length))), timestamp);
                }

                var copy = Trip(batch, compresses, out var frames);
                Assert.All(frames, frame => Assert.True(frame.Count == 1 || frame.RawLength <= MaxBytes, $"{frame} is larger than {MaxBytes}"));
                return copy.Select(pair => (pair.Record.Number, pair.Record.Text, pair.Record.Utf8.ToString(), pair.Timestamp)).SequenceEqual(
                    records.Select(record => ((long)record.Item1, new string('x', record.Item1), new string('ü', record.Item1), record.Item2)));
            },
            iter: 60);

    [Fact]
    public void A_batch_of_numbers_takes_one_frame_of_its_memory()
    {
        var batch = Numbers(200, timestamp: i => i);
        Trip(batch, false, out var frames);
        Assert.Equal(200 * 2 * sizeof(long), Assert.Single(frames).Length);
    }

    [Fact]
    public void A_timestamp_that_all_records_share_is_sent_once()
    {
        var batch = Numbers(200, timestamp: _ => Timestamp.None);
        var copy = Trip(batch, false, out var frames);
        Assert.Equal(201 * sizeof(long), Assert.Single(frames).Length);
        Assert.All(copy, pair => Assert.Equal(Timestamp.None, pair.Timestamp));
    }

    [Fact]
    public void Utf8_text_lies_where_it_arrived_and_its_array_is_never_used_again()
    {
        var decoder = new RecordDecoder<Utf8String>(_pool, 1024);
        var kept = new List<Utf8String>();
        for (var round = 0; round < 3; round++)
        {
            var (header, payload) = Arrive(decoder, Texts($"round {round}"));
            var target = new Batch<Utf8String>(16);
            decoder.Read(in header, payload, target);
            kept.AddRange(target.Records);
            Assert.False(target.Records[0].IsCompact);
        }

        Assert.Equal(["round 0", "round 1", "round 2"], kept.Where((_, i) => i % 10 == 0).Select(text => text.ToString()));
        Assert.Equal(0, _pool.IdleBytes);
    }

    [Fact]
    public void An_array_that_no_record_keeps_goes_back_to_the_pool()
    {
        var decoder = new RecordDecoder<long>(_pool, 1024);
        var (header, payload) = Arrive(decoder, Numbers(10, i => i));
        decoder.Read(in header, payload, new Batch<long>(16));
        Assert.Equal(payload.Length, _pool.IdleBytes);
    }

    [Fact]
    public void Damaged_content_behind_a_right_checksum_is_corrupt_data_and_nothing_else()
    {
        var frame = new RecordEncoder<Note>(_pool, MaxBytes, false).Write(Notes(20), 0, 0, out _);
        var original = frame.Span[FrameHeader.Size..].ToArray();
        var header = FrameHeader.Read(frame.Span);
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte[1, 255], Gen.Int[0, 40]).Sample(
            (position, change, count) =>
            {
                var payload = (byte[])original.Clone();
                payload[position] ^= change;
                var damaged = header with { Count = count };
                try
                {
                    new RecordDecoder<Note>(_pool, 1024).Read(in damaged, payload, new Batch<Note>(64));
                }
                catch (CorruptDataException)
                {
                    // The only way to fail.
                }
            },
            iter: 2000);
    }

    [Fact]
    public void Damaged_compressed_content_is_corrupt_data_and_nothing_else()
    {
        var frame = new RecordEncoder<Note>(_pool, MaxBytes, true).Write(Notes(20), 0, 0, out _);
        var header = FrameHeader.Read(frame.Span);
        Assert.True((header.Flags & FrameFlags.Compressed) != 0);
        var original = frame.Span[FrameHeader.Size..].ToArray();
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte[1, 255], Gen.Int[0, 100_000]).Sample(
            (position, change, rawLength) =>
            {
                var payload = (byte[])original.Clone();
                payload[position] ^= change;
                var damaged = header with { RawLength = rawLength };
                try
                {
                    new RecordDecoder<Note>(_pool, 1024).Read(in damaged, payload, new Batch<Note>(64));
                }
                catch (CorruptDataException)
                {
                    // The only way to fail.
                }
            },
            iter: 2000);
    }

    private static Batch<long> Numbers(int count, Func<int, long> timestamp)
    {
        var batch = new Batch<long>(count);
        for (var i = 0; i < count; i++)
        {
            batch.Add(i, timestamp(i));
        }

        return batch;
    }

    private static Batch<Utf8String> Texts(string text)
    {
        var batch = new Batch<Utf8String>(10);
        for (var i = 0; i < 10; i++)
        {
            batch.Add(Utf8String.From(text), i);
        }

        return batch;
    }

    private static Batch<Note> Notes(int count)
    {
        var batch = new Batch<Note>(count);
        for (var i = 0; i < count; i++)
        {
            batch.Add(new Note(i, $"a text, number {i}", Utf8String.From("another text of some length")), i);
        }

        return batch;
    }

    private (FrameHeader Header, byte[] Payload) Arrive<T>(RecordDecoder<T> decoder, Batch<T> batch)
    {
        var frame = new RecordEncoder<T>(_pool, MaxBytes, false).Write(batch, 0, 0, out _);
        var header = FrameHeader.Read(frame.Span);
        var payload = decoder.BufferFor(header.Length);
        frame.Span[FrameHeader.Size..].CopyTo(payload);
        return (header, payload);
    }

    private List<(T Record, long Timestamp)> Trip<T>(Batch<T> batch, bool compresses, out List<FrameHeader> frames)
    {
        var encoder = new RecordEncoder<T>(_pool, MaxBytes, compresses);
        var decoder = new RecordDecoder<T>(_pool, 1024);
        var copy = new List<(T, long)>();
        frames = [];
        for (var start = 0; start < batch.Count;)
        {
            var frame = encoder.Write(batch, start, 0, out var count);
            start += count;
            var header = FrameHeader.Read(frame.Span);
            frames.Add(header);
            var target = new Batch<T>(1024);
            var payload = decoder.BufferFor(header.Length);
            frame.Span[FrameHeader.Size..].CopyTo(payload);
            decoder.Read(in header, payload, target);
            for (var i = 0; i < target.Count; i++)
            {
                copy.Add((target.Records[i], target.Timestamps[i]));
            }
        }

        return copy;
    }

    private sealed record Note(long Number, string Text, Utf8String Utf8);
}
