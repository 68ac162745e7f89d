using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using Flink.Core.Serialization;

namespace Flink.Core.Tests.Serialization;

public class CollectionTests
{
    private sealed class Reversed : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string value) => value.Length;
    }

    private sealed class Fragile(string name)
    {
        public string Name { get; } = name;

        public override bool Equals(object? obj) => obj is Fragile other && other.Name.Length == Name.Length;

        public override int GetHashCode() => Name.Length;
    }

    private sealed class Special : List<int>;

    private sealed record Declared(IReadOnlyList<int> List, IReadOnlyDictionary<string, int> Map, IReadOnlySet<int> Set, ICollection<int> Any);

    [Fact]
    public void Collections_come_back_with_the_same_elements_in_the_same_order() => Gen.Select(Gen.Int, Gen.String).List[0, 20].Sample(
        pairs =>
        {
            var keys = pairs.Select(pair => pair.Item1).ToHashSet();
            var map = pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2);
            AssertSame<Dictionary<int, string>, KeyValuePair<int, string>>(map);
            AssertSame<SortedDictionary<int, string>, KeyValuePair<int, string>>(new SortedDictionary<int, string>(map));
            AssertSame<ImmutableDictionary<int, string>, KeyValuePair<int, string>>(map.ToImmutableDictionary());
            AssertSame<HashSet<int>, int>(keys);
            AssertSame<SortedSet<int>, int>([.. keys]);
            AssertSame<ImmutableHashSet<int>, int>([.. keys]);
            AssertSame<Queue<int>, int>(new Queue<int>(keys));
            AssertSame<Stack<int>, int>(new Stack<int>(keys));
            AssertSame<LinkedList<int>, int>(new LinkedList<int>(keys));
            AssertSame<ImmutableArray<int>, int>([.. keys]);
            AssertSame<ImmutableList<int>, int>([.. keys]);
            AssertSame<List<Dictionary<int, string>>, Dictionary<int, string>>([map]);
        },
        iter: 30);

    [Fact]
    public void Null_and_default_stay_what_they_are()
    {
        Assert.Null(RoundTrip<Dictionary<int, int>?>(null));
        Assert.True(RoundTrip(default(ImmutableArray<int>)).IsDefault);
        Assert.Null(RoundTrip<IReadOnlyList<int>?>(null));
    }

    [Fact]
    public void A_comparer_that_is_known_everywhere_travels_and_another_is_refused()
    {
        var map = RoundTrip(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 });
        Assert.Equal(1, map["A"]);
        Assert.Equal(EqualityComparer<string>.Default, RoundTrip(new HashSet<string> { "a" }).Comparer);
        Assert.Equal(
            StringComparer.InvariantCultureIgnoreCase, RoundTrip(new SortedSet<string>(StringComparer.InvariantCultureIgnoreCase) { "a" }).Comparer);
        Assert.Equal(StringComparer.Ordinal, RoundTrip(new HashSet<string>(StringComparer.Ordinal)).Comparer);

        var error = Assert.Throws<FlinkException>(() => RoundTrip(new HashSet<string>(new Reversed())));
        Assert.Contains("Reversed", error.Message, StringComparison.Ordinal);
        Assert.Throws<FlinkException>(() => RoundTrip(new SortedSet<int>(Comparer<int>.Create((x, y) => y - x))));
    }

    [Fact]
    public void What_is_declared_by_an_interface_comes_back_as_array_list_dictionary_or_set()
    {
        var copy = RoundTrip(new Declared([1, 2], new Dictionary<string, int> { ["a"] = 1 }, new HashSet<int> { 3 }, new LinkedList<int>([4, 5])));
        Assert.IsType<List<int>>(copy.List);
        Assert.Equal([1, 2], copy.List);
        Assert.Equal(1, copy.Map["a"]);
        Assert.Equal([3], copy.Set);
        Assert.Equal([4, 5], Assert.IsType<List<int>>(copy.Any));
        Assert.IsType<int[]>(RoundTrip<IReadOnlyList<int>>(new[] { 1 }));
        Assert.Throws<FlinkException>(() => RoundTrip<IReadOnlyDictionary<int, int>>(new SortedDictionary<int, int>()));
    }

    [Fact]
    public void A_collection_of_a_derived_class_is_refused_and_not_cut() =>
        Assert.Throws<FlinkException>(() => RoundTrip<List<int>>(new Special()));

    [Fact]
    public void Keys_that_are_null_or_occur_twice_are_corrupt()
    {
        Assert.Throws<CorruptDataException>(() => Serializers.For<HashSet<byte>>().Deserialize([3, 0, 7, 7]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<Dictionary<string, byte>>().Deserialize([2, 0, 0, 7]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<HashSet<byte>>().Deserialize([2, 9, 7]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<HashSet<byte>>().Deserialize([2, 1, 7]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<HashSet<Fragile>>().Deserialize([2, 0, 1, 0]));
    }

    [Fact]
    public void Framework_values_come_back_as_they_were()
    {
        Assert.Equal(BigInteger.Pow(-7, 300), RoundTrip(BigInteger.Pow(-7, 300)));
        Assert.Equal(BigInteger.Zero, RoundTrip(BigInteger.Zero));
        Assert.Equal(new Uri("http://example.org/ä?q=1"), RoundTrip(new Uri("http://example.org/ä?q=1")));
        Assert.Equal("a/b", RoundTrip(new Uri("a/b", UriKind.Relative)).OriginalString);
        Assert.Equal(new Version(1, 2), RoundTrip(new Version(1, 2)));
        Assert.Equal(new Version(1, 2, 3, 4), RoundTrip(new Version(1, 2, 3, 4)));
        Assert.Equal(^3, RoundTrip(^3));
        Assert.Equal(1..^2, RoundTrip(1..^2));
        Assert.Equal(UInt128.MaxValue, RoundTrip(UInt128.MaxValue));
        Assert.Equal((Half)1.5, RoundTrip((Half)1.5));
    }

    private static void AssertSame<T, TElement>(T value)
        where T : IEnumerable<TElement> => Assert.Equal<TElement>(value, RoundTrip(value));

    private static T RoundTrip<T>(T value)
    {
        var target = new ArrayBufferWriter<byte>();
        Serializers.For<T>().Serialize(in value, target);
        return Serializers.For<T>().Deserialize(target.WrittenSpan);
    }
}
