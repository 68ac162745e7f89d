using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Flink.Core.Types;

namespace Flink.Core.Tests.Types.Copying;

public class RecordCopierTests
{
    private struct Sample
    {
        public int Id { get; set; }

        public double Value { get; set; }
    }

    private sealed record Fixed(string Name, int Age, Fixed? Parent);

    private record Open(int Id);

    private sealed record Derived(int Id, List<int> Items) : Open(Id);

    private class Base
    {
        private int[] _hidden = [1, 2];

        public int[] Hidden => _hidden;

        public void Replace(int[] value) => _hidden = value;
    }

    private sealed class Order : Base
    {
        public Order() => Constructed++;

        public static int Constructed { get; private set; }

        public List<string> Lines { get; } = [];

        public Dictionary<string, int[]> Counts { get; } = new(StringComparer.OrdinalIgnoreCase);

        public (int, byte[])? Tag { get; set; }

        public object? Anything { get; set; }

        public Action? Callback { get; set; }
    }

    private sealed class Node
    {
        public int Value { get; set; }

        public Node? Next { get; set; }

        public List<Node> Others { get; } = [];
    }

    private sealed class ByReference
    {
        public int Value { get; set; }
    }

    private sealed class WithStream
    {
        public Stream[]? Streams { get; set; }
    }

    private sealed class Handle : ICopyable<Handle>
    {
        public Stream? Stream { get; init; }

        public int Copies { get; init; }

        public Handle DeepCopy() => new() { Stream = Stream, Copies = Copies + 1 };
    }

    private sealed class MyList : List<int>;

    [Fact]
    public void Values_without_changeable_parts_are_copied_as_they_are()
    {
        Assert.True(RecordCopier<int>.IsTrivial);
        Assert.True(RecordCopier<Sample>.IsTrivial);
        Assert.True(RecordCopier<string>.IsTrivial);
        Assert.True(RecordCopier<Utf8String>.IsTrivial);
        Assert.True(RecordCopier<(long, Utf8String, decimal?, Guid)>.IsTrivial);
        Assert.True(RecordCopier<Uri>.IsTrivial);
        Assert.True(RecordCopier<Type>.IsTrivial);
        Assert.True(RecordCopier<Func<int>>.IsTrivial);
        Assert.True(RecordCopier<Fixed>.IsTrivial);
        Assert.True(RecordCopier<ImmutableList<string>>.IsTrivial);
        Assert.True(RecordCopier<Tuple<int, string>>.IsTrivial);
        Assert.False(RecordCopier<int[]>.IsTrivial);
        Assert.False(RecordCopier<Open>.IsTrivial);
        Assert.False(RecordCopier<(int, byte[])>.IsTrivial);
        Assert.False(RecordCopier<ImmutableArray<int[]>>.IsTrivial);
    }

    [Fact]
    public void A_class_is_copied_with_inherited_and_private_fields_and_without_its_constructor()
    {
        Action callback = () => { };
        var order = new Order { Tag = (1, [9]), Anything = new List<int> { 5 }, Callback = callback };
        order.Lines.Add("a");
        order.Counts["x"] = [1];
        var constructed = Order.Constructed;

        var copy = RecordCopier<Order>.Copy(order);
        copy.Hidden[0] = 100;
        copy.Lines.Add("b");
        copy.Counts["X"][0] = 100;
        copy.Tag!.Value.Item2[0] = 100;
        ((List<int>)copy.Anything!).Clear();

        Assert.NotSame(order, copy);
        Assert.Equal(constructed, Order.Constructed);
        Assert.Equal([1, 2], order.Hidden);
        Assert.Equal(["a"], order.Lines);
        Assert.Equal([1], order.Counts["X"]);
        Assert.Equal([9], order.Tag!.Value.Item2);
        Assert.Equal([5], (List<int>)order.Anything);
        Assert.Same(callback, copy.Callback);
    }

    [Fact]
    public void A_batch_is_copied_one_for_one()
    {
        int[][] source = [[1], [2], null!, [3]];
        var target = new int[5][];
        RecordCopier<int[]>.Copy(source, target);
        source[0][0] = 100;

        Assert.Equal([1], target[0]);
        Assert.Equal([2], target[1]);
        Assert.Null(target[2]);
        Assert.Equal([3], target[3]);
        Assert.Throws<ArgumentException>(() => RecordCopier<int[]>.Copy(source, new int[2][]));
    }

    [Fact]
    public void Cycles_and_shared_references_stay_what_they_are()
    {
        var node = new Node { Value = 1 };
        node.Next = new Node { Value = 2, Next = node };
        node.Others.AddRange([node, node.Next]);

        var copy = RecordCopier<Node>.Copy(node);

        Assert.NotSame(node, copy);
        Assert.NotSame(node.Next, copy.Next);
        Assert.Same(copy, copy.Next!.Next);
        Assert.Same(copy, copy.Others[0]);
        Assert.Same(copy.Next, copy.Others[1]);
    }

    [Fact]
    public void Two_records_of_a_batch_do_not_share_a_copy()
    {
        var node = new Node();
        var target = new Node[2];
        RecordCopier<Node>.Copy([node, node], target);
        Assert.NotSame(target[0], target[1]);
    }

    [Fact]
    public void A_chain_too_deep_to_follow_fails_and_does_not_end_the_process()
    {
        Node? chain = null;
        for (var i = 0; i < 1_000_000; i++)
        {
            chain = new Node { Next = chain };
        }

        Assert.Throws<InsufficientExecutionStackException>(() => RecordCopier<Node>.Copy(chain!));
        Assert.Equal(3, RecordCopier<Node>.Copy(new Node { Value = 3 }).Value);
    }

    [Fact]
    public void Hash_tables_find_their_copied_keys()
    {
        var key = new ByReference { Value = 7 };
        var source = new Dictionary<ByReference, HashSet<string>> { [key] = new(StringComparer.OrdinalIgnoreCase) { "A" } };

        var copy = RecordCopier<Dictionary<ByReference, HashSet<string>>>.Copy(source);
        var (copiedKey, set) = Assert.Single(copy);

        Assert.NotSame(key, copiedKey);
        Assert.True(copy.ContainsKey(copiedKey));
        Assert.Contains("a", set);
        set.Add("b");
        Assert.Single(source[key]);
    }

    [Fact]
    public void An_object_is_copied_as_what_it_is()
    {
        Open derived = new Derived(1, [1]);
        var copy = Assert.IsType<Derived>(RecordCopier<Open>.Copy(derived));
        copy.Items.Add(2);
        Assert.Equal([1], ((Derived)derived).Items);

        var fixedRecord = new Open(1);
        Assert.Same(fixedRecord, RecordCopier<Open>.Copy(fixedRecord));
        Assert.Equal(5, RecordCopier<object>.Copy(5));
        object boxed = (1, new[] { 2 });
        var unboxed = (ValueTuple<int, int[]>)RecordCopier<object>.Copy(boxed);
        unboxed.Item2[0] = 3;
        Assert.Equal(2, ((ValueTuple<int, int[]>)boxed).Item2[0]);
        IReadOnlyList<int> list = [1, 2];
        Assert.Equal(list, RecordCopier<IReadOnlyList<int>>.Copy(list));
    }

    [Fact]
    public void Arrays_keep_their_element_type_and_rank()
    {
        Open[] covariant = new Derived[] { new(1, [1]) };
        Assert.IsType<Derived[]>(RecordCopier<Open[]>.Copy(covariant));
        var copy = RecordCopier<int[,][]>.Copy(new[,] { { new[] { 1 } }, { new[] { 2 } } });
        Assert.Equal(2, copy[1, 0][0]);
    }

    [Fact]
    public void Collections_are_copied_in_their_order()
    {
        AssertCopied(new Queue<int[]>([[1], [2]]));
        AssertCopied(new Stack<int[]>([[1], [2]]));
        AssertCopied(new LinkedList<int[]>([[1], [2]]));
        AssertCopied(new SortedSet<int> { 2, 1 });
        AssertCopied(new SortedDictionary<int, string> { [2] = "b", [1] = "a" });
        AssertCopied(new SortedList<int, string> { [2] = "b", [1] = "a" });
        Assert.Equal("abc", RecordCopier<StringBuilder>.Copy(new StringBuilder("abc")).ToString());
    }

    [Fact]
    public void Copies_of_random_records_are_equal_and_independent() =>
        Gen.Select(Gen.Int, Gen.String, Gen.Int.Array[0, 5].Array[0, 5]).List[0, 10].Sample(records =>
        {
            var expected = records.Select(record => string.Join('|', record.Item3.Select(row => string.Join(',', row)))).ToList();
            var copies = new (int, string, int[][])[records.Count];
            RecordCopier<(int, string, int[][])>.Copy(records.ToArray(), copies);
            records.ForEach(record => Array.ForEach(record.Item3, row => row.AsSpan().Fill(-1)));

            Assert.Equal(expected, copies.Select(record => string.Join('|', record.Item3.Select(row => string.Join(',', row)))));
        });

    [Fact]
    public void A_type_that_copies_itself_is_asked() =>
        Assert.Equal(1, RecordCopier<(int, Handle)>.Copy((1, new Handle { Stream = Stream.Null })).Item2.Copies);

    [Fact]
    public void What_is_not_data_is_refused_with_its_path()
    {
        var error = Assert.Throws<UnsupportedTypeException>(() => RecordCopier<WithStream>.IsTrivial);
        Assert.Equal("Streams[]", error.Path);
        Assert.Contains("implement ICopyable", error.Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedTypeException>(() => RecordCopier<MyList>.Copy([]));
        Assert.Throws<UnsupportedTypeException>(() => RecordCopier<object>.Copy(Stream.Null));
        Assert.Throws<UnsupportedTypeException>(() => RecordCopier<Task>.IsTrivial);
    }

    private static void AssertCopied<T>(T source)
        where T : class, System.Collections.IEnumerable
    {
        var copy = RecordCopier<T>.Copy(source);
        Assert.NotSame(source, copy);
        Assert.Equal(source.Cast<object>(), copy.Cast<object>());
    }
}
