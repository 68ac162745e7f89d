using System.Reflection;

namespace Flink.Core.Tests.Closures;

public class ObjectTests
{
    [Fact]
    public void Private_inherited_readonly_and_init_only_fields_are_copied_without_a_constructor()
    {
        var before = Derived.Constructed;
        var there = Travel.Of(new Derived("base", 5) { Init = 1.5 });

        Assert.Equal("base5/1.5", there.ToString());
        Assert.Equal(before + 1, Derived.Constructed);
    }

    [Fact]
    public void Fields_that_are_not_serialized_are_left_at_their_defaults()
    {
        var there = Travel.Of(new Skipping { Kept = 1, Left = new MemoryStream() });

        Assert.Equal(1, there.Kept);
        Assert.Null(there.Left);
    }

    [Fact]
    public void Shared_objects_stay_shared_and_cycles_stay_cycles()
    {
        var shared = new Node { Name = "shared" };
        var first = new Node { Name = "first", Next = shared, Other = shared };
        shared.Next = first;

        var there = Travel.Of(first);

        Assert.Same(there.Next, there.Other);
        Assert.Same(there, there.Next!.Next);
        Assert.NotSame(first, there);
    }

    [Fact]
    public void Array_that_holds_itself_and_list_that_holds_itself_travel()
    {
        var array = new object?[2];
        array[0] = array;
        var list = new List<object>();
        list.Add(list);
        array[1] = list;

        var there = Travel.Of(array);

        Assert.Same(there, there[0]);
        Assert.Same(there[1], Assert.Single((List<object>)there[1]!));
    }

    [Fact]
    public void Chain_of_a_hundred_thousand_objects_does_not_overflow_the_stack()
    {
        var head = new Node { Name = "0" };
        var last = head;
        for (var i = 1; i < 100_000; i++)
        {
            last = last.Next = new Node { Name = "n" };
        }

        var length = 0;
        for (var node = Travel.Of(head); node is not null; node = node.Next)
        {
            length++;
        }

        Assert.Equal(100_000, length);
    }

    [Fact]
    public void Structs_nullables_tuples_enums_records_and_boxes_travel()
    {
        var value = new Everything(
            new Inner(1, "a"), null, new Inner(2, null), (3, "c", new Inner(4, "d")), DayOfWeek.Friday, 5, new Inner(6, "f"), DayOfWeek.Monday,
            KeyValuePair.Create("k", 7), Tuple.Create(8, "t"), new { Name = "anonymous", Age = 9 });

        var there = Travel.Of(value);

        Assert.Equal(value, there);
    }

    [Fact]
    public void Arrays_of_every_kind_travel()
    {
        int[] numbers = [1, -2, int.MaxValue];
        bool[] flags = [true, false];
        var matrix = new[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        var texts = new[,] { { "a", null }, { "c", "d" } };
        int[][] jagged = [[1], [], [2, 3]];
        Inner[] structs = [new(1, "a"), new(2, null)];
        Plain[] plain = [new() { A = 1, B = 2.5, C = DayOfWeek.Sunday }, new() { A = -1 }];
        int?[] nullables = [1, null];
        object?[] mixed = [1, "two", null, 3.0, DayOfWeek.Friday, new Inner(4, "x")];

        Assert.Equal(numbers, Travel.Of(numbers));
        Assert.Equal(flags, Travel.Of(flags));
        Assert.Equal(matrix, Travel.Of(matrix));
        Assert.Equal(texts, Travel.Of(texts));
        Assert.Equal(jagged, Travel.Of(jagged));
        Assert.Equal(structs, Travel.Of(structs));
        Assert.Equal(plain, Travel.Of(plain));
        Assert.Equal(nullables, Travel.Of(nullables));
        Assert.Equal(mixed, Travel.Of(mixed));
        Assert.Empty(Travel.Of(Array.Empty<string>()));
        Assert.IsType<string[]>(Travel.Of<object[]>(new string[] { "covariant" }));
    }

    [Fact]
    public void References_take_less_room_than_what_they_refer_to()
    {
        var node = new Node { Name = "one" };

        var there = Travel.Of(Enumerable.Repeat(node, 1000).ToList());

        Assert.All(there, one => Assert.Same(there[0], one));
        Assert.Equal(1000, Travel.Of(Enumerable.Repeat(node, 1000).ToArray()).Length);
    }

    [Fact]
    public void Null_is_a_graph_too() => Assert.Null(Travel.Of<string?>(null));

    [Fact]
    public void Types_and_members_travel_by_name()
    {
        Type[] types = [typeof(int), typeof(List<>), typeof(Dictionary<string, Node[]>), typeof(Inner?), typeof(int[,]), typeof(Generic<int>.Nested)];
        var method = typeof(Node).GetMethod(nameof(Node.Hello))!;
        var property = typeof(Node).GetProperty(nameof(Node.Next))!;
        FieldInfo field = typeof(Plain).GetField(nameof(Plain.A))!;

        Assert.Equal(types, Travel.Of(types));
        Assert.Equal(method, Travel.Of(method));
        Assert.Equal(property, Travel.Of(property));
        Assert.Equal(field, Travel.Of(field));
    }

    [Fact]
    public void Each_copy_is_its_own()
    {
        List<int> list = [1];
        Action add = () => list.Add(2);
        Func<int> count = () => list.Count;
        Delegate[] both = [add, count];

        var (first, second) = (Travel.Of(both), Travel.Of(both));
        ((Action)first[0])();

        Assert.Equal(2, ((Func<int>)first[1])());
        Assert.Equal(1, ((Func<int>)second[1])());
        Assert.Equal(1, count());
    }

    private class Base(string name)
    {
        private readonly string _name = name;

        public override string ToString() => _name;
    }

    private sealed class Derived : Base
    {
        private readonly int _name;

        public Derived(string name, int number)
            : base(name)
        {
            _name = number;
            Constructed++;
        }

        public static int Constructed { get; private set; }

        public double Init { get; init; }

        public override string ToString() => FormattableString.Invariant($"{base.ToString()}{_name}/{Init}");
    }

    private sealed class Skipping
    {
        [NonSerialized]
        public Stream? Left;

        public int Kept;
    }

    private sealed class Node
    {
        public string Name { get; init; } = "";

        public Node? Next { get; set; }

        public Node? Other { get; init; }

        public static void Hello()
        {
        }
    }

    private static class Generic<T>
    {
        public sealed class Nested
        {
            public T Value { get; } = default!;
        }
    }

    private readonly record struct Inner(int Number, string? Text);

    private struct Plain
    {
        public int A;
        public double B;
        public DayOfWeek C;
    }

    private sealed record Everything(
        Inner One, Inner? Nothing, Inner? Something, (int, string, Inner) Tuple, DayOfWeek Day, object Box, object BoxedStruct, object BoxedEnum,
        KeyValuePair<string, int> Pair, Tuple<int, string> Reference, object Anonymous);
}
