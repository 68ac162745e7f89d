using Flink.Local.Tests.Harness;
using Flink.Streaming;

namespace Flink.Local.Tests.Transformations;

/// <summary>What one consumer does to a batch is never seen by another one, wherever the stream divides (design decision D2).</summary>
public class OwnershipTests
{
    private const int Count = 5_000;

    public static TheoryData<int, bool> Cases => new() { { 1, true }, { 1, false }, { 2, true }, { 2, false }, { 4, true } };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Struct_that_one_consumer_changes_in_place(int parallelism, bool chaining)
    {
        var numbers = Numbers(parallelism, chaining).Map(number => new Point { X = number, Y = number });

        var results = await numbers.Update((ref Point point) => point.X = -1).Map(point => (point.X, point.Y, Branch: 'a'))
            .Union(numbers.Map(point => (point.X, point.Y, Branch: 'b')), numbers.Update((ref Point point) => point.Y = -2).Map(point => (point.X, point.Y, Branch: 'c')))
            .CollectAsync();

        var expected = Enumerable.Range(1, Count).SelectMany(number => new (long, long, char)[] { (-1, number, 'a'), (number, number, 'b'), (number, -2, 'c') });
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Object_that_one_consumer_changes_in_place(int parallelism, bool chaining)
    {
        var boxes = Numbers(parallelism, chaining).Map(number => new Box { Value = number, Tags = [$"{number}"] });

        var results = await boxes.Map(Spoil).Map(box => (box.Value, Tag: box.Tags[0], Branch: 'a'))
            .Union(boxes.Map(box => (box.Value, Tag: box.Tags[0], Branch: 'b')))
            .CollectAsync();

        var expected = Enumerable.Range(1, Count).SelectMany(number => new (long, string, char)[] { (-1, "spoiled", 'a'), (number, $"{number}", 'b') });
        Assert.Equal(expected.Order(), results.Order());
    }

    [Fact]
    public async Task Object_that_is_broadcast_is_another_one_for_each_receiver()
    {
        var boxes = Numbers(1, chaining: true).Map(number => new Box { Value = number, Tags = [$"{number}"] });

        var results = await boxes.Broadcast().Map(box =>
        {
            box.Value++;
            box.Tags[0] += "!";
            return (box.Value, Tag: box.Tags[0]);
        }).SetParallelism(4).CollectAsync();

        var expected = Enumerable.Range(1, Count).SelectMany(number => Enumerable.Repeat((number + 1L, $"{number}!"), 4));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Fact]
    public async Task Object_that_goes_through_two_exchanges_is_another_one_in_each()
    {
        var boxes = Numbers(2, chaining: true).Map(number => new Box { Value = number, Tags = [$"{number}"] });

        var results = await boxes.KeyBy(box => box.Value).Map(Spoil).Map(box => (box.Value, Tag: box.Tags[0]))
            .Union(boxes.Rebalance().Map(box => (box.Value, Tag: box.Tags[0]))).CollectAsync();

        var expected = Enumerable.Range(1, Count).SelectMany(number => new (long, string)[] { (-1, "spoiled"), (number, $"{number}") });
        Assert.Equal(expected.Order(), results.Order());
    }

    private static OperatorStream<long> Numbers(int parallelism, bool chaining)
    {
        var environment = Programs.NewEnvironment(parallelism);
        return (chaining ? environment : environment.DisableOperatorChaining()).FromSequence(1, Count);
    }

    private static Box Spoil(Box box)
    {
        box.Value = -1;
        box.Tags[0] = "spoiled";
        return box;
    }

    private struct Point
    {
        public long X;
        public long Y;
    }

    private sealed class Box
    {
        public long Value { get; set; }

        public List<string> Tags { get; set; } = [];
    }
}
