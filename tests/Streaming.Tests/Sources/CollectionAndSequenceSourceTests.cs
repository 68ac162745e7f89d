using CsCheck;
using Flink.Core;
using Flink.Core.Sources;
using Flink.Streaming.Sources;

namespace Flink.Streaming.Tests.Sources;

public sealed class CollectionAndSequenceSourceTests
{
    [Fact]
    public void Collection_is_read_in_order_by_one_reader_and_in_parts_by_several()
    {
        using var one = new SourceDriver<string, RangeSplit>(new CollectionSource<string>(["a", "b", "c", "d", "e"]), batchSize: 2);
        using var three = new SourceDriver<string, RangeSplit>(new CollectionSource<string>(["a", "b", "c", "d", "e"]), 3);

        Assert.Equal(["a", "b", "c", "d", "e"], one.RunToEnd()[0]);
        Assert.Equal([["a", "b"], ["c", "d"], ["e"]], three.RunToEnd());
    }

    [Fact]
    public void Empty_collection_ends_at_once_in_every_reader()
    {
        using var driver = new SourceDriver<int, RangeSplit>(new CollectionSource<int>([]), 2);

        Assert.All(driver.RunToEnd(), Assert.Empty);
    }

    [Fact]
    public void Null_in_a_collection_is_refused_with_its_place()
    {
        var failure = Assert.Throws<ArgumentException>(() => new CollectionSource<string>(["a", null!]));

        Assert.StartsWith("Element 1 of the collection is null", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequence_is_complete_wherever_it_is_restored()
    {
        Gen.Select(Gen.Long[-50, 50], Gen.Long[0, 60], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 20]).Sample((from, length, before, after, polls) =>
        {
            var source = new SequenceSource(from, from + length);
            using var first = new SourceDriver<long, RangeSplit>(source, before, batchSize: 3);
            for (var i = 0; i < polls; i++)
            {
                first.Readers[i % before].PollIfWoken();
            }

            using var second = new SourceDriver<long, RangeSplit>(source, after, batchSize: 4, restored: first.Snapshot());
            var read = first.Readers.SelectMany(reader => reader.Records).Concat(second.RunToEnd().SelectMany(list => list));

            Assert.Equal(Enumerable.Range(0, (int)length + 1).Select(i => from + i), read.Order());
        });
    }

    [Fact]
    public void Sequence_reaches_the_largest_number()
    {
        using var driver = new SourceDriver<long, RangeSplit>(new SequenceSource(long.MaxValue - 2, long.MaxValue));

        Assert.Equal([long.MaxValue - 2, long.MaxValue - 1, long.MaxValue], driver.RunToEnd()[0]);
    }

    [Fact]
    public void Sequence_that_runs_backwards_or_has_too_many_numbers_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceSource(1, 0));
        Assert.Throws<ArgumentException>(() => new SequenceSource(long.MinValue, long.MaxValue));
    }

    [Fact]
    public void Bytes_of_another_source_are_no_split()
    {
        Assert.Throws<FlinkException>(() => RangeSplitSerializer.Instance.Read([1, 2, 3]));
        Assert.Throws<FlinkException>(() => FileSplitSerializer.Instance.Read([1, 2, 3]));
        Assert.Throws<FlinkException>(() => EndpointSplitSerializer.Instance.Read([]));
    }
}
