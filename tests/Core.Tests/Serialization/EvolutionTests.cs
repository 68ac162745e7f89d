using System.Buffers;
using System.Numerics;
using Flink.Core.Serialization;
using Flink.Core.Types;

namespace Flink.Core.Tests.Serialization;

public class EvolutionTests
{
    private static class V1
    {
        public enum Color
        {
            Red,
            Green,
        }

        [Flags]
        public enum Days : byte
        {
            None = 0,
            Monday = 1,
            Tuesday = 2,
        }

        public sealed record State(int A, string B, Color Color);

        public record struct Point(int X, Color Color, short Y, short Z);

        public abstract record Shape;

        public sealed record Circle(int Radius) : Shape;

        public sealed record Square(int Side) : Shape;

        public sealed record Everything(
            (int, string)[] Pairs, Dictionary<string, Point> Map, Shape? Shape, Node? Node, decimal Money, BigInteger Big, int? Maybe, Color[] Colors, int Kept);

        public sealed class Node
        {
            public int Value { get; set; }

            public Node? Next { get; set; }
        }

        public record struct Order(float Z, int A);

        public record struct Small(int A);
    }

    private static class V2
    {
        public enum Color
        {
            Blue,
            Green,
            Red,
        }

        [Flags]
        public enum Days
        {
            None = 0,
            Tuesday = 16,
            Monday = 1024,
        }

        public sealed record State(int A, Color Color, int C = 7, Color D = Color.Red, int? E = 5);

        public record struct Point(long X, Color Color, int Y, short? Z);

        public abstract record Shape;

        public sealed record Square(long Side) : Shape;

        public sealed record Circle(int Radius, string? Name) : Shape;

        public sealed record Everything(int Kept);

        public sealed class Node
        {
            public long Value { get; set; }

            public Node? Next { get; set; }

            public List<int> Tags { get; set; } = [1];
        }

        public sealed class Initialised
        {
            public int A { get; set; }

            public int C { get; set; } = 7;
        }

        public record struct Order(int A, double Z);

        public sealed record Big(int A);
    }

    private static class V3
    {
        public enum Color
        {
            Red,
        }

        public sealed record State(int A, Color Color);

        public abstract record Shape;

        public sealed record Circle(int Radius) : Shape;

        public sealed record Other(int Q);

        public sealed class Strict
        {
            public Strict(string owner) => Owner = owner ?? throw new ArgumentNullException(nameof(owner));

            public string Owner { get; }

            public int A { get; set; }
        }
    }

    [Fact]
    public void Fields_are_found_by_name_and_constants_too()
    {
        var state = Evolve<V1.State, V2.State>(new V1.State(1, "b", V1.Color.Green));
        Assert.Equal(new V2.State(1, V2.Color.Green, 7), state);
    }

    [Fact]
    public void A_constant_that_is_gone_is_refused_with_type_field_and_constant()
    {
        var error = Assert.Throws<IncompatibleSchemaException>(() => Serializers.Restore<V3.State>(RecordSchema.Of(typeof(V1.State)), "State 'counts'"));
        Assert.StartsWith("State 'counts'", error.Message, StringComparison.Ordinal);
        Assert.All(["Green", "Color", "V1.State"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Initialisers_and_optional_parameters_give_new_fields_their_values_fresh_for_each_record()
    {
        Assert.Equal(7, Evolve<V1.Small, V2.Initialised>(new V1.Small(3)).C);
        var nodes = Evolve<V1.Node[], V2.Node[]>([new V1.Node { Value = 1, Next = new V1.Node { Value = 2 } }, new V1.Node()]);
        Assert.Equal(2, nodes[0].Next!.Value);
        Assert.Equal([1], nodes[0].Tags);
        Assert.NotSame(nodes[0].Tags, nodes[1].Tags);
    }

    [Fact]
    public void A_constructor_that_throws_on_defaults_is_refused_with_advice()
    {
        var error = Assert.Throws<IncompatibleSchemaException>(() => Serializers.Restore<V3.Strict>(RecordSchema.Of(typeof(V1.Small))));
        Assert.Contains("without parameters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Block_copied_structs_evolve_field_by_field_in_arrays_and_maps()
    {
        var points = Evolve<V1.Point[], V2.Point[]>([new(1, V1.Color.Green, 2, 3), new(4, V1.Color.Red, -5, 6)]);
        Assert.Equal([new(1, V2.Color.Green, 2, 3), new(4, V2.Color.Red, -5, 6)], points);
        Assert.Equal(new V2.Order(1, 2), Evolve<V1.Order, V2.Order>(new V1.Order(2, 1)));
        var map = Evolve<Dictionary<string, V1.Point>, Dictionary<string, V2.Point>>(new() { ["a"] = new(1, V1.Color.Green, 2, 3) });
        Assert.Equal(new V2.Point(1, V2.Color.Green, 2, 3), map["a"]);
        Assert.Equal(new V2.Big(5), Evolve<V1.Small, V2.Big>(new V1.Small(5)));
    }

    [Fact]
    public void Flags_are_recombined_by_name_and_unnamed_numbers_stay()
    {
        Assert.Equal(V2.Days.Monday | V2.Days.Tuesday, Evolve<V1.Days, V2.Days>(V1.Days.Monday | V1.Days.Tuesday));
        Assert.Equal((V2.Days)77, Evolve<V1.Days, V2.Days>((V1.Days)77));
    }

    [Fact]
    public void Every_format_can_be_skipped()
    {
        var everything = new V1.Everything(
            [(1, "a")], new() { ["x"] = new(1, 0, 2, 3) }, new V1.Circle(1), new V1.Node { Next = new V1.Node() }, 1.5m, 1000, 3, [V1.Color.Red], 42);
        Assert.Equal(42, Evolve<V1.Everything, V2.Everything>(everything).Kept);
        Assert.Equal(42, Evolve<V1.Everything, V2.Everything>(everything with { Maybe = null, Shape = null, Node = null }).Kept);
    }

    [Fact]
    public void Derived_classes_are_found_by_name_and_a_missing_one_is_refused()
    {
        var shapes = Evolve<V1.Shape[], V2.Shape[]>([new V1.Square(1), new V1.Circle(2)]);
        Assert.Equal([new V2.Square(1), new V2.Circle(2, null)], shapes);
        var error = Assert.Throws<IncompatibleSchemaException>(() => Serializers.Restore<V3.Shape>(RecordSchema.Of(typeof(V1.Shape))));
        Assert.Contains("Square", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_widen_without_loss()
    {
        Assert.Equal(-5L, Evolve<sbyte, long>(-5));
        Assert.Equal(5UL, Evolve<uint, ulong>(5));
        Assert.Equal(5m, Evolve<int, decimal>(5));
        Assert.Equal(1.5, Evolve<float, double>(1.5f));
        Assert.Equal(5L, Evolve<int, long?>(5));
        Assert.Equal([5L, null], Evolve<int?[], long?[]>([5, null]));
        Assert.Equal(new BigInteger(7), Evolve<ulong, BigInteger>(7));
        Assert.Equal("a", Evolve<Utf8String, string>(Utf8String.From("a")));
        Assert.Equal(Utf8String.From("a"), Evolve<string, Utf8String>("a"));
        Assert.Equal([1, 2], Evolve<int[], Queue<int>>([1, 2]));
        Assert.Equal([1L, 2], Evolve<List<int>, IReadOnlyList<long>>([1, 2]));
        Assert.Equal([1L], Evolve<HashSet<int>, SortedSet<long>>([1]));
    }

    [Fact]
    public void Everything_else_is_refused()
    {
        AssertRefused<long, int>();
        AssertRefused<int, string>();
        AssertRefused<int?, int>();
        AssertRefused<long, double>();
        AssertRefused<int[], HashSet<int>>();
        AssertRefused<V1.Color, int>();
        AssertRefused<int, V1.Color>();
        AssertRefused<V2.Big, V1.Small>();
        AssertRefused<V1.Small, V3.Other>();
        AssertRefused<V1.Circle, V1.Shape>();
        AssertRefused<int, V1.Small>();
    }

    [Fact]
    public void The_same_format_gives_the_fast_serializer_whatever_the_type_is_called()
    {
        Assert.Same(Serializers.For<V1.State>(), Serializers.Restore<V1.State>(RecordSchema.Of(typeof(V1.State))));
        Assert.Same(Serializers.For<(int, int)>(), Serializers.Restore<(int, int)>(RecordSchema.FromBytes(RecordSchema.Of(typeof((int, int))).ToBytes())));
        Assert.Throws<NotSupportedException>(() =>
            Serializers.Restore<V2.State>(RecordSchema.Of(typeof(V1.State))).Serialize(new V2.State(1, 0), new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void A_schema_survives_its_bytes_and_reads_well()
    {
        var schema = Serializers.For<V1.Everything>().Schema;
        var copy = RecordSchema.FromBytes(schema.ToBytes());
        Assert.Equal(schema, copy);
        Assert.Equal(schema.GetHashCode(), copy.GetHashCode());
        Assert.Equal(schema.ToString(), copy.ToString());
        Assert.Contains("V1.Color : int { Red = 0, Green = 1 }", copy.ToString(), StringComparison.Ordinal);
        Assert.Contains("int Kept", copy.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(schema, Serializers.For<V1.State>().Schema);
        var bytes = schema.ToBytes();
        bytes[0] = 9;
        Assert.Contains("version 9", Assert.Throws<IncompatibleSchemaException>(() => RecordSchema.FromBytes(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_whose_struct_contains_itself_is_corrupt() =>
        Assert.Throws<CorruptDataException>(() => RecordSchema.FromBytes([1, 1, 5, 1, 0, 1, 1, 0, 0]));

    private static void AssertRefused<TOld, TNew>() =>
        Assert.Throws<IncompatibleSchemaException>(() => Serializers.Restore<TNew>(RecordSchema.Of(typeof(TOld))));

    private static TNew Evolve<TOld, TNew>(TOld value)
    {
        var target = new ArrayBufferWriter<byte>();
        Serializers.For<TOld>().Serialize(in value, target);
        var schema = RecordSchema.FromBytes(Serializers.For<TOld>().Schema.ToBytes());
        return Serializers.Restore<TNew>(schema).Deserialize(target.WrittenSpan);
    }
}
