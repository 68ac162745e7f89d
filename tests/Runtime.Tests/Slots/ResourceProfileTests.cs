using System.Buffers;
using Flink.Core.Serialization;
using Flink.Runtime.Slots;

namespace Flink.Runtime.Tests.Slots;

public sealed class ResourceProfileTests
{
    [Fact]
    public void Parts_of_a_whole_never_sum_up_to_more_than_it()
    {
        var whole = new ResourceProfile(1, 1000, 7, 11, 13, new ExternalResource("gpu", 4));
        var part = whole.DividedBy(3);

        Assert.Equal(new ResourceProfile(0.33333333m, 333, 2, 3, 4, new ExternalResource("gpu", 1)), part);
        Assert.True(whole.Covers(part.Times(3)));
        Assert.False(whole.Covers(part.Times(4)));
    }

    [Fact]
    public void What_was_taken_and_given_back_leaves_the_same()
    {
        var whole = new ResourceProfile(2.5m, 100, external: new ExternalResource("gpu", 2));
        var part = new ResourceProfile(0.1m, 30, external: new ExternalResource("gpu", 2));

        Assert.Equal(whole, whole.Subtract(part).Add(part));
        Assert.Equal(whole.GetHashCode(), whole.Subtract(part).Add(part).GetHashCode());
        Assert.Throws<InvalidOperationException>(() => part.Subtract(whole));
    }

    [Fact]
    public void Need_with_amounts_is_met_by_exactly_these_and_one_without_by_anything()
    {
        var slot = new ResourceProfile(1, 100);

        Assert.True(slot.Matches(new ResourceProfile(1.0m, 100)));
        Assert.False(slot.Matches(new ResourceProfile(0.5m, 100)));
        Assert.True(slot.Matches(ResourceProfile.Unknown));
        Assert.True(ResourceProfile.Any.Matches(slot));
    }

    [Fact]
    public void Profile_stays_equal_on_its_way_between_processes()
    {
        ResourceProfile[] profiles =
        [
            ResourceProfile.Unknown, ResourceProfile.Any, ResourceProfile.Zero,
            new ResourceProfile(1m / 3, long.MaxValue, 2, 3, 4, new ExternalResource("gpu", 1.5m), new ExternalResource("fpga", 1)),
        ];
        foreach (var profile in profiles)
        {
            var buffer = new ArrayBufferWriter<byte>();
            Serializers.For<ResourceProfile>().Serialize(profile, buffer);
            Assert.Equal(profile, Serializers.For<ResourceProfile>().Deserialize(buffer.WrittenSpan));
        }
    }

    [Fact]
    public void Resource_named_twice_or_of_a_negative_amount_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ResourceProfile(1, external: [new ExternalResource("gpu", 1), new ExternalResource("gpu", 2)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResourceProfile(1, heap: -1));
    }
}
