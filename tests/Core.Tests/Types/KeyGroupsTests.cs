using CsCheck;
using Flink.Core.Types;

namespace Flink.Core.Tests.Types;

public class KeyGroupsTests
{
    private static readonly Gen<(int Max, int Parallelism)> Settings =
        Gen.Int[1, KeyGroups.MaxMaxParallelism].SelectMany(max => Gen.Int[1, max].Select(parallelism => (max, parallelism)));

    [Fact]
    public void Ranges_of_all_subtasks_partition_the_key_groups_as_the_index_says() => Settings.Sample(setting =>
    {
        var (max, parallelism) = setting;
        var next = 0;
        for (var index = 0; index < parallelism; index++)
        {
            var range = KeyGroups.RangeOf(index, max, parallelism);
            Assert.Equal(next, range.Start);
            Assert.True(range.Count >= 1);
            Assert.Equal(index, KeyGroups.OperatorIndex(range.Start, max, parallelism));
            Assert.Equal(index, KeyGroups.OperatorIndex(range.End - 1, max, parallelism));
            next = range.End;
        }

        Assert.Equal(max, next);
    }, iter: 100);

    [Fact]
    public void Every_hash_falls_into_a_group() => Gen.Select(Gen.ULong, Gen.Int[1, KeyGroups.MaxMaxParallelism]).Sample(
        (hash, max) => Assert.InRange(KeyGroups.Of(hash, max), 0, max - 1));

    [Fact]
    public void Consecutive_keys_spread_evenly_over_the_groups()
    {
        var counts = new int[128];
        for (var key = 0L; key < 128_000; key++)
        {
            counts[KeyGroups.Of(StableHash.Of(key), 128)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 800, 1200));
    }

    [Theory]
    [InlineData(1, 128)]
    [InlineData(85, 128)]
    [InlineData(86, 256)]
    [InlineData(20000, 32768)]
    [InlineData(32768, 32768)]
    public void Default_maximum_parallelism_is_one_and_a_half_times_rounded_up(int parallelism, int expected) =>
        Assert.Equal(expected, KeyGroups.DefaultMaxParallelism(parallelism));

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyGroups.RangeOf(0, 32769, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyGroups.RangeOf(0, 4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyGroups.RangeOf(2, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyGroups.DefaultMaxParallelism(0));
    }

    [Fact]
    public void Ranges_intersect_in_what_both_own()
    {
        Assert.Equal(new KeyGroupRange(3, 5), new KeyGroupRange(0, 5).Intersect(new KeyGroupRange(3, 9)));
        Assert.Equal(0, new KeyGroupRange(0, 2).Intersect(new KeyGroupRange(3, 9)).Count);
        Assert.False(new KeyGroupRange(3, 5).Contains(5));
        Assert.True(new KeyGroupRange(3, 5).Contains(3));
    }
}
