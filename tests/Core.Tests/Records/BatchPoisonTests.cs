using Flink.Core.Records;

namespace Flink.Core.Tests.Records;

public class BatchPoisonTests
{
    [Fact]
    public void What_a_reader_kept_of_a_batch_is_nonsense_in_debug_builds_once_the_batch_was_given_back()
    {
        var batch = new Batch<long>(4);
        batch.Add(42, 1000);
        var kept = batch.Records;
        var timestamps = batch.Timestamps;

        batch.Clear();

#if DEBUG
        Assert.Equal(unchecked((long)0xDDDD_DDDD_DDDD_DDDDUL), kept[0]);
        Assert.Equal(unchecked((long)0xDDDD_DDDD_DDDD_DDDDUL), timestamps[0]);
#else
        Assert.Equal(42, kept[0]);
        Assert.Equal(1000, timestamps[0]);
#endif
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void Objects_are_let_go_when_a_batch_is_given_back()
    {
        var batch = new Batch<string>(4);
        batch.Add("text", 0);
        var kept = batch.Records;

        batch.Clear();

        Assert.Null(kept[0]);
    }

    [Fact]
    public void Contents_that_were_taken_by_swapping_survive_the_giving_back()
    {
        var lent = new Batch<long>(4);
        lent.Add(42, 1000);
        var taken = new Batch<long>(4);

        taken.Swap(lent);
        lent.Clear();

        Assert.Equal([42], taken.Records.ToArray());
        Assert.Equal([1000], taken.Timestamps.ToArray());
    }
}
