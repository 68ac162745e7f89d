using Flink.Local.Tests.Harness;
using Flink.Streaming;

namespace Flink.Local.Tests.Transformations;

/// <summary>A key is a value: equal keys meet in one subtask, however often they were made.</summary>
public class KeySemanticsTests
{
    private const int Keys = 1000;

    private sealed record Customer(string Name, int Number);

    private record struct Seen<TKey>(TKey Key, int Count);

    [Fact]
    public Task Text_is_a_key() => AssertCountsAsync(i => $"key {i}");

    [Fact]
    public Task Guid_is_a_key() => AssertCountsAsync(i => new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

    [Fact]
    public Task Tuple_is_a_key() => AssertCountsAsync(i => ($"key {i % 10}", i));

    [Fact]
    public Task Record_with_text_is_a_key() => AssertCountsAsync(i => new Customer($"name {i % 10}", i));

    [Fact]
    public Task Array_is_a_key() => AssertCountsAsync(i => new[] { i, i + 1 });

    [Fact]
    public Task Instant_is_a_key_whatever_its_offset() => AssertCountsAsync((i, round) =>
        new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero).AddSeconds(i).ToOffset(TimeSpan.FromHours(round)));

    private static Task AssertCountsAsync<TKey>(Func<int, TKey> make) => AssertCountsAsync((i, _) => make(i));

    private static async Task AssertCountsAsync<TKey>(Func<int, int, TKey> make)
    {
        var records = Enumerable.Range(0, 2 * Keys).Select(i => new Seen<TKey>(make(i % Keys, i / Keys), 1));

        var counts = await Programs.NewEnvironment(4).FromCollection(records)
            .KeyBy(seen => seen.Key)
            .Reduce((before, next) => before with { Count = before.Count + next.Count })
            .CollectAsync();

        Assert.Equal(Keys, counts.Count(seen => seen.Count == 1));
        Assert.Equal(Keys, counts.Count(seen => seen.Count == 2));
    }
}
