using System.Collections.Immutable;
using System.Numerics;
using Flink.Core.Types;

namespace Flink.Core.Tests.Fuzzing;

/// <summary>The types that arbitrary bytes are read as: among them they have every format.</summary>
public static class FuzzRecords
{
    public enum Level : short
    {
        Low = -1,
        High = 300,
    }

    public record struct Block(long Id, Level Level, short Pad, int Count);

    public record struct Gaps(byte Kind, long Id, bool Flag);

    public sealed record Values(
        decimal Money, DateTime At, DateTimeOffset Offset, DateOnly Day, TimeOnly Time, TimeSpan Span, Guid Id, BigInteger Big, Uri? Address,
        Version? Version, string? Text, Utf8String Utf8, int? Maybe, Half Half, char Letter, Index Index);

    public abstract record Shape(string? Name);

    public sealed record Circle(string? Name, double Radius) : Shape(Name);

    public sealed record Group(string? Name, Shape?[]? Members) : Shape(Name);

    public sealed class Node
    {
        public int Value { get; set; }

        public Node? Next { get; set; }

        public List<Node?>? Others { get; set; }
    }

    public sealed record Collections(
        Dictionary<string, Block>? Map,
        SortedDictionary<int, string?>? Sorted,
        HashSet<string?>? Set,
        SortedSet<double>? SortedSet,
        Queue<Gaps>? Queue,
        Stack<int[]?>? Stack,
        LinkedList<(int, string?)>? Linked,
        ImmutableArray<byte> Bytes,
        ImmutableList<Tuple<int>?>? List,
        ImmutableDictionary<long, long>? ImmutableMap,
        ImmutableHashSet<Guid>? ImmutableSet,
        IReadOnlyList<Shape?>? Interface,
        IReadOnlyDictionary<int, int>? InterfaceMap,
        IReadOnlySet<int>? InterfaceSet);

    /// <summary>What everything is read as when its fields are to be skipped.</summary>
    public sealed record Kept(int Value = 7);

    /// <summary>A node of another version.</summary>
    public sealed class WideNode
    {
        public long Value { get; set; }

        public WideNode? Next { get; set; }

        public List<WideNode?>? Others { get; set; }

        public Level Level { get; set; } = Level.High;
    }

    public static Values SomeValues { get; } = new(
        1.50m, new DateTime(2024, 2, 3), new DateTimeOffset(2024, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), new DateOnly(2024, 2, 3), new TimeOnly(4, 5),
        TimeSpan.FromDays(1), new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), BigInteger.Pow(3, 100), new Uri("http://a.example/b?c"), new Version(1, 2, 3),
        "text \uD800", Utf8String.From("grün"), null, (Half)1, 'x', ^1);

    public static Node SomeNode { get; } = new() { Value = 1, Next = new Node { Others = [null, new Node { Value = 2 }] } };

    public static Shape SomeShape { get; } = new Group("g", [new Circle("c", 1), null, new Group(null, [])]);

    public static Collections SomeCollections { get; } = new(
        new Dictionary<string, Block>(StringComparer.OrdinalIgnoreCase) { ["a"] = new(1, Level.High, 2, 3) }, new() { [2] = null, [1] = "x" },
        ["a", null], [1, 2], new Queue<Gaps>([new(1, 2, true)]), new Stack<int[]?>([null, [1]]), new LinkedList<(int, string?)>([(1, "a")]), [1, 2, 3],
        [Tuple.Create(1), null], ImmutableDictionary<long, long>.Empty.Add(1, 2), [Guid.Empty], [SomeShape, null], new Dictionary<int, int> { [1] = 2 },
        new HashSet<int> { 3 });
}
