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
    public void How_many_fit_is_decided_by_what_is_scarcest()
    {
        var whole = new ResourceProfile(4, 400, managed: 100, external: new ExternalResource("gpu", 1));

        Assert.Equal(4, whole.CountOf(new ResourceProfile(1, 50)));
        Assert.Equal(2, whole.CountOf(new ResourceProfile(1, 50, managed: 50)));
        Assert.Equal(1, whole.CountOf(new ResourceProfile(0.1m, external: new ExternalResource("gpu", 1))));
        Assert.Equal(0, whole.CountOf(new ResourceProfile(5)));
        Assert.Equal(int.MaxValue, ResourceProfile.Any.CountOf(whole));
        Assert.Equal(int.MaxValue, whole.CountOf(ResourceProfile.Zero));
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
