using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Flink.Core.Types;

namespace Flink.Core.Tests.Closures;

public class FrameworkValueTests
{
    public static TheoryData<object> Values =>
    [
        "text", "", "ä\ud800", true, 'x', (byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4UL, 1.5f, 2.5, 1.10m, decimal.MinValue,
        new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(5.5)), new DateOnly(2024, 1, 2),
        new TimeOnly(1, 2, 3), TimeSpan.FromDays(-1), new Guid("00112233445566778899aabbccddeeff"), (Half)1.5, (Int128)(-5), UInt128.MaxValue, new Rune('z'),
        BigInteger.Pow(3, 200), new Complex(1, -2), new Uri("https://example.org/a?b#c"), new Uri("a/b", UriKind.Relative), new Version(1, 2, 3),
        CultureInfo.InvariantCulture, IPAddress.IPv6Loopback, new IPEndPoint(IPAddress.Loopback, 80), DBNull.Value, TimeZoneInfo.Utc,
        Utf8String.From("slice").Slice(1, 3), new Index(1, true), 1..^2, JsonNamingPolicy.CamelCase,
        StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, EqualityComparer<int>.Default, Comparer<string>.Default,
        EqualityComparer<string>.Default, ReferenceEqualityComparer.Instance, Encoding.UTF8, Encoding.Unicode, Encoding.Latin1, new UTF8Encoding(false, true),
    ];

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Value_is_the_same_on_the_other_side(object value)
    {
        var there = Travel.Of(value);

        Assert.Equal(value, there);
    }

    [Fact]
    public void Date_keeps_its_kind() => Assert.Equal(DateTimeKind.Local, Travel.Of(new DateTime(1, DateTimeKind.Local)).Kind);

    [Fact]
    public void Regex_keeps_pattern_options_and_time_limit()
    {
        var there = Travel.Of(new Regex("^A+$", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(3)));

        Assert.Matches(there, "aAa");
        Assert.Equal(TimeSpan.FromSeconds(3), there.MatchTimeout);
    }

    [Fact]
    public void Text_builders_and_bits_travel()
    {
        Assert.Equal("abc", Travel.Of(new StringBuilder("abc")).ToString());
        Assert.Equal([true, false, true], Travel.Of(new BitArray([true, false, true])).Cast<bool>());
    }

    [Fact]
    public void Collections_are_rebuilt_in_their_order()
    {
        Assert.Equal([3, 1, 2], Travel.Of(new List<int> { 3, 1, 2 }));
        Assert.Equal([3, 1, 2], Travel.Of(new Queue<int>([3, 1, 2])));
        Assert.Equal([2, 1, 3], Travel.Of(new Stack<int>([3, 1, 2])).AsEnumerable());
        Assert.Equal([3, 1, 2], Travel.Of(new LinkedList<int>([3, 1, 2])));
        Assert.Equal([3, 1, 2], Travel.Of(new ConcurrentQueue<int>([3, 1, 2])));
        Assert.Equal([2, 1, 3], Travel.Of(new ConcurrentStack<int>([3, 1, 2])).AsEnumerable());
        Assert.Equal([1, 2], Travel.Of(new ConcurrentBag<int>([2, 1])).Order());
        Assert.Equal([3, 1], Travel.Of(ImmutableList.Create(3, 1)));
        Assert.Equal([3, 1], Travel.Of(ImmutableArray.Create(3, 1)).AsEnumerable());
        Assert.Equal([3, 1], Travel.Of(ImmutableQueue.Create(3, 1)));
        Assert.Equal([1, 3], Travel.Of(ImmutableStack.Create(3, 1)).AsEnumerable());
        Assert.Equal([3, 1], Travel.Of(new ReadOnlyCollection<int>([3, 1])));
        Assert.Equal([2, 3], Travel.Of(new ArraySegment<int>([1, 2, 3, 4], 1, 2)));
        Assert.Equal([2, 3], Travel.Of(new ReadOnlyMemory<int>([1, 2, 3, 4], 1, 2)).ToArray());
        Assert.Equal([1, 3], Travel.Of<IReadOnlyList<int>>([1, 3]));
    }

    [Fact]
    public void Sets_and_dictionaries_are_rebuilt_with_their_comparers()
    {
        Assert.Contains("A", (IReadOnlySet<string>)Travel.Of(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }));
        Assert.Equal(1, Travel.Of(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 })["A"]);
        Assert.Equal(1, Travel.Of(new ConcurrentDictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 })["A"]);
        Assert.Equal(1, Travel.Of(ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add("a", 1))["A"]);
        Assert.Equal(1, Travel.Of(new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))["A"]);
        Assert.Contains("A", (IReadOnlySet<string>)Travel.Of(new[] { "a" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase)));
        Assert.Contains(3, (IReadOnlySet<int>)Travel.Of(ImmutableHashSet.Create(3)));
        Assert.Equal([3, 2, 1], Travel.Of(new SortedSet<int>(new Backwards()) { 1, 2, 3 }));
        Assert.Equal([3, 2, 1], Travel.Of(ImmutableSortedSet.Create(new Backwards(), 1, 2, 3)));
        Assert.Equal([3, 1], Travel.Of(new SortedDictionary<int, string>(new Backwards()) { [1] = "a", [3] = "c" }).Keys);
        Assert.Equal([3, 1], Travel.Of(new SortedList<int, string>(new Backwards()) { [1] = "a", [3] = "c" }).Keys);
        Assert.Equal([3, 1], Travel.Of(ImmutableSortedDictionary.Create<int, string>(new Backwards()).Add(1, "a").Add(3, "c")).Keys);
        Assert.Equal(["b", "a"], Travel.Of(new OrderedDictionary<string, int> { ["b"] = 1, ["a"] = 2 }).Keys);
        Assert.Equal("c", Travel.Of(new ReadOnlyDictionary<int, string>(new Dictionary<int, string> { [3] = "c" }))[3]);
        var queue = new PriorityQueue<string, int>(new Backwards());
        queue.EnqueueRange([("low", 1), ("high", 9)]);
        Assert.Equal("high", Travel.Of(queue).Dequeue());
    }

    [Fact]
    public void Keys_are_hashed_anew_where_they_arrive()
    {
        var key = new object();
        var (thereKey, there) = Travel.Of(Tuple.Create(key, new Dictionary<object, string> { [key] = "found" }));

        Assert.Equal("found", there[thereKey]);
    }

    [Fact]
    public void Keys_that_refer_back_to_their_table_are_complete_when_they_are_hashed()
    {
        var table = new Dictionary<Key, string>();
        var key = new Key { Table = table, Name = "name" };
        table[key] = "found";

        var there = Travel.Of(key);

        Assert.Equal("found", there.Table[new Key { Table = [], Name = "name" }]);
    }

    [Fact]
    public void Json_options_are_rebuilt_with_the_converters_of_the_user()
    {
        var options = new JsonSerializerOptions
        {
            IncludeFields = true,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new Shout { Mark = "!" }, new JsonStringEnumConverter() },
        };
        var value = new { MyText = "hello", Nothing = (string?)null, Day = DayOfWeek.Friday };

        Assert.Equal("""{"my_text":"hello!","day":"Friday"}""", JsonSerializer.Serialize(value, Travel.Of(options)));
    }

    private sealed class Backwards : IComparer<int>
    {
        public int Compare(int x, int y) => y.CompareTo(x);
    }

    private sealed class Key : IEquatable<Key>
    {
        public required Dictionary<Key, string> Table { get; init; }

        public required string Name { get; init; }

        public bool Equals(Key? other) => other?.Name == Name;

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode() => Name.Length;
    }

    private sealed class Shout : JsonConverter<string>
    {
        public string Mark { get; init; } = "";

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value + Mark);
    }
}
