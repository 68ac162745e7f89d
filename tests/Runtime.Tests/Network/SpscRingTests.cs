using CsCheck;
using Flink.Runtime.Network;

namespace Flink.Runtime.Tests.Network;

public class SpscRingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(1024)]
    public async Task Every_element_crosses_once_and_in_order_between_two_threads(int capacity)
    {
        const int count = 100_000;
        var ring = new SpscRing<object>(capacity);
        var producer = Task.Factory.StartNew(
            () =>
            {
                var spin = new SpinWait();
                for (var i = 0; i < count; i++)
                {
                    object boxed = i;
                    while (!ring.TryPush(boxed))
                    {
                        spin.SpinOnce(sleep1Threshold: -1);
                    }
                }
            },
            TaskCreationOptions.LongRunning);
        var consumer = Task.Factory.StartNew(
            () =>
            {
                var spin = new SpinWait();
                for (var expected = 0; expected < count;)
                {
                    if (ring.TryPop() is { } element)
                    {
                        Assert.Equal(expected++, element);
                    }
                    else
                    {
                        spin.SpinOnce(sleep1Threshold: -1);
                    }
                }
            },
            TaskCreationOptions.LongRunning);

        await Task.WhenAll(producer, consumer).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(ring.IsEmpty);
    }

    [Fact]
    public void Ring_behaves_as_a_bounded_queue() => Gen.Select(Gen.Int[1, 3], Gen.Bool.Array[0, 200]).Sample((exponent, steps) =>
    {
        var capacity = 1 << exponent;
        var ring = new SpscRing<string>(capacity);
        var queue = new Queue<string>();
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i])
            {
                Assert.Equal(queue.Count < capacity, ring.HasRoom);
                if (queue.Count < capacity)
                {
                    queue.Enqueue($"{i}");
                    Assert.True(ring.TryPush($"{i}"));
                }
                else
                {
                    Assert.False(ring.TryPush($"{i}"));
                }
            }
            else
            {
                Assert.Equal(queue.TryDequeue(out var expected) ? expected : null, ring.TryPop());
            }

            Assert.Equal(queue.Count == 0, ring.IsEmpty);
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-8)]
    public void Capacity_that_is_no_power_of_two_is_refused(int capacity)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new SpscRing<string>(capacity));

        Assert.StartsWith("The capacity of a ring is a power of two.", error.Message, StringComparison.Ordinal);
    }
}
