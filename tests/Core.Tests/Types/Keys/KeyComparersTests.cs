using System.Numerics;
using CsCheck;
using Flink.Core.Tests.Harness;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Core.Tests.Types.Keys;

public class KeyComparersTests
{
    private enum Color : short
    {
        Red,
        Blue = -3,
    }

    private record struct Point(int X, double Y);

    private sealed record Person(string Name, int? Age, byte[] Tag, Point Home);

    private record Shape(int Id);

    private record Circle(int Id, int Radius) : Shape(Id);

    private sealed record Node(int Value, Node? Next);

    private sealed class Plain
    {
        public int Value { get; set; }
    }

    private sealed record Holder(int Id, Plain[] Parts);

    private sealed class CaseInsensitive(string text) : IStableKey<CaseInsensitive>
    {
        public string Text => text;

        public ulong StableHashCode() => StableHash.Of(text.ToUpperInvariant());

        public bool Equals(CaseInsensitive? other) => string.Equals(text, other?.Text, StringComparison.OrdinalIgnoreCase);

        public override bool Equals(object? obj) => Equals(obj as CaseInsensitive);

        public override int GetHashCode() => StableHash.Fold(StableHashCode());
    }

    private sealed record CaseHolder(CaseInsensitive? Name, Guid Id);

    [Fact]
    public void Equal_values_of_every_simple_type_are_equal_keys_and_hash_equal()
    {
        AssertKeys(1L, 1L, 2L);
        AssertKeys((byte)200, (byte)200, (byte)201);
        AssertKeys('a', 'a', 'b');
        AssertKeys(true, true, false);
        AssertKeys(Color.Blue, (Color)(-3), Color.Red);
        AssertKeys(DayOfWeek.Friday, DayOfWeek.Friday, DayOfWeek.Monday);
        AssertKeys("text", new string("text".AsSpan()), "Text");
        AssertKeys(Utf8String.From("text"), Utf8String.From("a text").Slice(2), Utf8String.From("tex"));
        AssertKeys(0.0, -0.0, double.Epsilon);
        AssertKeys(double.NaN, BitConverter.UInt64BitsToDouble(0xFFF8000000000001), 0.0);
        AssertKeys(0f, -0f, 1f);
        AssertKeys((Half)0, (Half)(-0.0), (Half)1);
        AssertKeys(1.0m, 1.00000m, 1.01m);
        AssertKeys(0m, -0.00m, 0.1m);
        AssertKeys(100m, 100.0m, 10m);
        AssertKeys(1m, 1.0m, -1m);
        AssertKeys(new DateTime(5, DateTimeKind.Utc), new DateTime(5, DateTimeKind.Local), new DateTime(6));
        AssertKeys(
            new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2024, 1, 1, 13, 0, 0, TimeSpan.FromHours(1)),
            new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(1)));
        AssertKeys(new DateOnly(2024, 2, 29), new DateOnly(2024, 2, 29), new DateOnly(2024, 3, 1));
        AssertKeys(new TimeOnly(1, 2), new TimeOnly(1, 2), new TimeOnly(2, 1));
        AssertKeys(TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(1), TimeSpan.Zero);
        AssertKeys(Guid.Parse("00000000-0000-0000-0000-000000000001"), new Guid(new byte[15].Append((byte)1).ToArray()), Guid.Empty);
        AssertKeys<int?>(5, 5, null);
        AssertKeys<int?>(null, null, 0);
        AssertKeys(Int128.MinValue, Int128.MinValue, Int128.MaxValue);
        AssertKeys(UInt128.MaxValue, UInt128.MaxValue, (UInt128)ulong.MaxValue);
        AssertKeys(new System.Text.Rune(0x1F600), new System.Text.Rune(0x1F600), new System.Text.Rune('a'));
        AssertKeys(new BigInteger(1) << 2000, new BigInteger(1) << 2000, new BigInteger(1) << 2001);
        AssertKeys(new BigInteger(1) << 100, new BigInteger(1) << 100, BigInteger.One);
        AssertKeys(new Version(1, 2), new Version(1, 2), new Version(1, 2, 0));
    }

    [Fact]
    public void Arrays_are_compared_by_content_at_every_depth()
    {
        AssertKeys<byte[]>([1, 2], [1, 2], [2, 1]);
        AssertKeys<int[]>([1, 2], [1, 2], [1, 2, 0]);
        AssertKeys<string?[]>(["a", null], ["a", null], [null, "a"]);
        AssertKeys<List<string?>>(["a", null], ["a", null], [null, "a"]);
        AssertKeys((1, new List<decimal> { 1.0m }), (1, new List<decimal> { 1.00m }), (1, new List<decimal> { 1.01m }));
        AssertKeys<List<int>?>(null, null, []);
        AssertKeys<double[][]>([[0.0], [1]], [[-0.0], [1]], [[], [0, 1]]);
    }

    [Fact]
    public void Composites_are_compared_field_by_field()
    {
        AssertKeys((1, "a"), (1, "a"), (1, "b"));
        AssertKeys(Tuple.Create(1, new[] { 2 }), Tuple.Create(1, new[] { 2 }), Tuple.Create(1, new[] { 3 }));
        AssertKeys((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 5, 6, 7, 8, 0));
        AssertKeys(new Point(1, 0.0), new Point(1, -0.0), new Point(0, 1));
        AssertKeys(
            new Person("Ada", null, [1], new Point(1, 2)),
            new Person("Ada", null, [1], new Point(1, 2)),
            new Person("Ada", 0, [1], new Point(1, 2)));
        AssertKeys(new { Id = 1, Name = "x" }, new { Id = 1, Name = "x" }, new { Id = 1, Name = "y" });
        AssertKeys(KeyValuePair.Create(1, 2m), KeyValuePair.Create(1, 2.0m), KeyValuePair.Create(2, 2m));
    }

    [Fact]
    public void A_key_type_that_contains_itself_is_followed_to_its_end() => AssertKeys(
        new Node(1, new Node(2, null)), new Node(1, new Node(2, null)), new Node(1, new Node(2, new Node(3, null))));

    [Fact]
    public void Keys_of_a_derived_class_are_compared_with_all_their_fields()
    {
        AssertKeys<Shape>(new Circle(1, 2), new Circle(1, 2), new Circle(1, 3));
        AssertKeys<Shape>(new Shape(1), new Shape(1), new Circle(1, 0));
        AssertKeys(ValueTuple.Create<Shape?>(null), ValueTuple.Create<Shape?>(null), ValueTuple.Create<Shape?>(new Shape(0)));
    }

    [Fact]
    public void A_type_that_defines_its_own_equality_is_asked()
    {
        AssertKeys(new CaseInsensitive("ab"), new CaseInsensitive("AB"), new CaseInsensitive("b"));
        AssertKeys(new CaseHolder(new("ab"), Guid.Empty), new CaseHolder(new("AB"), Guid.Empty), new CaseHolder(null, Guid.Empty));
    }

    [Fact]
    public void Text_hashes_alike_in_both_forms() => Gen.String[Gen.Char['\0', '\uD7FF'], 0, 300].Sample(text =>
        Assert.Equal(KeyComparers.For<string>().Hash(text), KeyComparers.For<Utf8String>().Hash(Utf8String.From(text))));

    [Fact]
    public void Widened_keys_keep_their_hash() => Gen.Int.Sample(value =>
        Assert.Equal(KeyComparers.For<int>().Hash(value), KeyComparers.For<long>().Hash(value)));

    [Fact]
    public void Decimals_hash_by_value() => Gen.Select(Gen.Int, Gen.Int[0, 10], Gen.Int[0, 10]).Sample((mantissa, scale, zeros) =>
    {
        var value = new decimal(Math.Abs((long)mantissa) > int.MaxValue ? 0 : Math.Abs(mantissa), 0, 0, mantissa < 0, (byte)scale);
        var padded = value;
        for (var i = 0; i < zeros; i++)
        {
            padded *= 1.0m;
        }

        var comparer = KeyComparers.For<decimal>();
        Assert.Equal(comparer.Hash(value), comparer.Hash(padded));
        Assert.True(comparer.Equals(value, padded));
    });

    [Fact]
    public void Hashes_of_composites_stay_what_they_are()
    {
        Assert.Equal(
            StableHash.Combine(StableHash.Combine(0, StableHash.Of(1L)), StableHash.Of("a")), KeyComparers.For<(int, string)>().Hash((1, "a")));
        Assert.Equal(KeyComparers.NullHash, KeyComparers.For<string?>().Hash(null));
    }

    [Fact]
    public void Comparing_generated_keys_allocates_nothing()
    {
        var comparer = KeyComparers.For<(long, Utf8String, Point)>();
        var (left, right) = ((1L, Utf8String.From("a"), new Point(1, 2)), (1L, Utf8String.From("a"), new Point(1, 2)));
        var sum = 0UL;
        var allocated = Allocated.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                sum += comparer.Hash(left) + (comparer.Equals(left, right) ? 1UL : 0);
            }
        });

        Assert.Equal(0, allocated);
        Assert.NotEqual(0UL, sum);
    }

    [Fact]
    public void A_refused_key_names_the_type_and_the_path_to_the_reason()
    {
        var error = Assert.Throws<UnsupportedTypeException>(() => KeyComparers.Check(typeof(Holder)));
        Assert.Equal("Parts[]", error.Path);
        Assert.Equal(typeof(Plain), error.Culprit);
        Assert.Contains("Holder' cannot be used as a key: its part Parts[] is of type", error.Message, StringComparison.Ordinal);
        Assert.Contains("Make it a record", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(object))]
    [InlineData(typeof(Plain))]
    [InlineData(typeof(Action))]
    [InlineData(typeof(Stream))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(Type))]
    [InlineData(typeof(List<object>))]
    [InlineData(typeof(List<>))]
    [InlineData(typeof(Dictionary<string, int>))]
    [InlineData(typeof(HashSet<int>))]
    [InlineData(typeof(IReadOnlyList<int>))]
    [InlineData(typeof(Complex))]
    [InlineData(typeof(Index))]
    [InlineData(typeof(IComparable))]
    [InlineData(typeof(int[,]))]
    [InlineData(typeof(int*))]
    [InlineData(typeof(Span<int>))]
    [InlineData(typeof((int, object)))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    public void Types_without_value_equality_are_refused(Type type) =>
        Assert.Throws<UnsupportedTypeException>(() => KeyComparers.TypeFor(type));

    private static void AssertKeys<TKey>(TKey key, TKey same, TKey other)
    {
        var comparer = KeyComparers.For<TKey>();
        Assert.True(comparer.GetType().IsValueType);
        Assert.True(comparer.Equals(key, same), $"{key} equals {same}");
        Assert.True(comparer.Equals(same, key), $"{same} equals {key}");
        Assert.Equal(comparer.Hash(key), comparer.Hash(same));
        Assert.False(comparer.Equals(key, other), $"{key} differs from {other}");
        Assert.NotEqual(comparer.Hash(key), comparer.Hash(other));
    }
}
