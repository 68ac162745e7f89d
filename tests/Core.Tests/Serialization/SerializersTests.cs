using System.Buffers;
using CsCheck;
using Flink.Core.Serialization;
using Flink.Core.Tests.Harness;
using Flink.Core.Types;

namespace Flink.Core.Tests.Serialization;

public class SerializersTests
{
    private enum Level : byte
    {
        Low,
        High = 200,
    }

    private record struct Dense(long Id, int Count, float Share);

    private record struct Gaps(byte Kind, long Id);

    private sealed record Person(string Name, string? Nick, int? Age, Level Level, Dense Place, Gaps[] Gaps, List<string?>? Tags);

    private class Basket<T>
    {
        public T? Content { get; set; }
    }

    private sealed class Surprise<T> : Basket<T>
    {
        public int Price { get; set; }
    }

    private sealed class Node
    {
        public int Value { get; set; }

        public Node? Next { get; set; }

        public Node?[]? Others { get; set; }
    }

    private class Account
    {
        private readonly string _owner;

        public Account(string owner)
        {
            ArgumentException.ThrowIfNullOrEmpty(owner);
            _owner = owner;
        }

        public string Owner => _owner;
    }

    private sealed class Savings(string owner, decimal balance) : Account(owner)
    {
        public decimal Balance => balance;
    }

    private sealed record Wrong(int Id, (Stream Inner, int Other)[] Parts);

    [Fact]
    public void Simple_values_come_back_as_they_were()
    {
        AssertRoundTrip(Gen.Long);
        AssertRoundTrip(Gen.Byte);
        AssertRoundTrip(Gen.Bool);
        AssertRoundTrip(Gen.Char);
        AssertRoundTrip(Gen.Double);
        AssertRoundTrip(Gen.Decimal);
        AssertRoundTrip(Gen.Guid);
        AssertRoundTrip(Gen.DateTime);
        AssertRoundTrip(Gen.DateTimeOffset);
        AssertRoundTrip(Gen.DateOnly);
        AssertRoundTrip(Gen.TimeOnly);
        AssertRoundTrip(Gen.TimeSpan);
        AssertRoundTrip(Gen.Enum<Level>());
        AssertRoundTrip(Gen.Int.Nullable());
        AssertRoundTrip(Gen.String.Select(text => Utf8String.From(text)));
        AssertRoundTrip(Gen.String);
        string?[] texts = [null, "", "a", new('ä', 20), new('ä', 21), new('x', 100_000), "\uD800 alone", new('\uDC00', 30)];
        AssertRoundTrip(Gen.Int[0, texts.Length - 1].Select(index => texts[index]));
        AssertRoundTrip(Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new Int128(high, low)));
    }

    [Fact]
    public void Composites_come_back_as_they_were()
    {
        var dense = Gen.Select(Gen.Long, Gen.Int, Gen.Single, (id, count, share) => new Dense(id, count, share));
        var gaps = Gen.Select(Gen.Byte, Gen.Long, (kind, id) => new Gaps(kind, id));
        AssertRoundTrip(dense);
        AssertRoundTrip(gaps);
        AssertRoundTrip(Gen.Select(Gen.Int, Gen.String));
        AssertRoundTrip(Gen.Select(Gen.Int, Gen.Bool, (left, right) => Tuple.Create(left, right)));
        AssertRoundTrip(Gen.Select(Gen.Int, Gen.DateTime, (key, value) => KeyValuePair.Create(key, value)));
        AssertRoundTrip(dense.Nullable());
    }

    [Fact]
    public void Arrays_and_lists_come_back_as_they_were()
    {
        AssertSameElements<byte[], byte>([1, 2, 3]);
        AssertSameElements<Dense[], Dense>([new(1, 2, 3), new(4, 5, 6)]);
        AssertSameElements<Gaps[], Gaps>([new(1, 2), new(4, 5)]);
        AssertSameElements<List<string?>, string?>(["a", null, ""]);
        AssertSameElements<List<int>, int>([]);
        AssertSameElements<int[][], int[]>([[1], [], [2, 3]]);
        Assert.Null(RoundTrip<byte[]?>(null));
        Assert.Null(RoundTrip<List<int>?>(null));
    }

    [Fact]
    public void A_record_comes_back_with_all_its_parts()
    {
        var person = new Person("Ada", null, null, Level.High, new Dense(1, 2, 3), [new Gaps(1, 2)], ["x", null]);
        var copy = RoundTrip(person);

        Assert.Equal(person with { Gaps = copy.Gaps, Tags = copy.Tags }, copy);
        Assert.Equal(person.Gaps, copy.Gaps);
        Assert.Equal(person.Tags, copy.Tags);
    }

    [Fact]
    public void A_class_is_read_with_inherited_private_fields_and_without_its_constructor()
    {
        var copy = RoundTrip(new Savings("Ada", 1.50m));
        Assert.Equal("Ada", copy.Owner);
        Assert.Equal("1.50", copy.Balance.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Linked_objects_come_back_linked()
    {
        var copy = RoundTrip(new Node { Value = 1, Next = new Node { Value = 2 }, Others = [null, new Node { Value = 3 }] });
        Assert.Equal(2, copy.Next!.Value);
        Assert.Equal(3, copy.Others![1]!.Value);
    }

    [Fact]
    public void A_batch_crosses_the_buffers_it_is_written_to() => Gen.Select(Gen.Int, Gen.String, Gen.Long.Array[0, 5]).List[0, 50].Sample(records =>
    {
        var serializer = Serializers.For<(int, string, long[])>();
        var target = new TightBufferWriter();
        serializer.Serialize(records.ToArray(), target);
        var reader = new RecordReader(target.Segments());
        var copy = new (int, string, long[])[records.Count];
        serializer.ReadAll(ref reader, copy);

        Assert.Equal(0, reader.Remaining);
        Assert.Equal(records.Select(record => (record.Item1, record.Item2)), copy.Select(record => (record.Item1, record.Item2)));
        Assert.All(records.Zip(copy), pair => Assert.Equal(pair.First.Item3, pair.Second.Item3));
    }, iter: 300);

    [Fact]
    public void A_dense_struct_takes_the_bytes_of_its_memory_and_one_with_gaps_those_of_its_fields()
    {
        Assert.Equal(16, Bytes(new Dense(1, 2, 3)).Length);
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 0, 1], Bytes(new Gaps(1, 2)));
        Assert.Equal(9, Serializers.For<Gaps>().MinSize);
    }

    [Theory]
    [InlineData('x', 63)]
    [InlineData('x', 64)]
    [InlineData('x', 4096)]
    [InlineData('x', 8191)]
    [InlineData('x', 8192)]
    [InlineData('漢', 21)]
    [InlineData('漢', 22)]
    [InlineData('漢', 64)]
    [InlineData('漢', 2730)]
    [InlineData('漢', 2731)]
    [InlineData('漢', 4096)]
    public void Text_comes_back_whatever_the_length_of_its_header(char letter, int count)
    {
        var text = new string(letter, count);

        Assert.Equal(text, Serializers.For<string>().Deserialize(Bytes(text)));
        Assert.Equal(Utf8String.From(text), Serializers.For<Utf8String>().Deserialize(Bytes(Utf8String.From(text))));
        Assert.Equal(Bytes(text), Bytes(Utf8String.From(text)));
    }

    [Fact]
    public void Text_has_the_same_bytes_in_both_forms()
    {
        Assert.Equal(Bytes("grün"), Bytes(Utf8String.From("grün")));
        Assert.Equal("grün", Serializers.For<string>().Deserialize(Bytes(Utf8String.From("grün"))));
    }

    [Fact]
    public void Text_is_a_slice_of_an_array_that_was_given_away()
    {
        var bytes = Bytes((Utf8String.From("hello"), 1));
        var serializer = Serializers.For<(Utf8String, int)>();
        var reader = new RecordReader(bytes, 0, bytes.Length);
        serializer.Read(ref reader, out var slice);
        var copy = serializer.Deserialize(bytes).Item1;
        bytes.AsSpan().Fill((byte)'x');

        Assert.Equal("xxxxx", slice.Item1.ToString());
        Assert.Equal("hello", copy.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(70_000)]
    public void A_slice_has_its_text_whatever_the_length_of_its_header_and_is_refused_where_bytes_are_missing(int count)
    {
        var text = Utf8String.From(new string('x', count));
        var serializer = Serializers.For<(Utf8String, Utf8String)>();
        var bytes = Bytes((text, text));
        var reader = new RecordReader(bytes, 0, bytes.Length);

        serializer.Read(ref reader, out var slices);

        Assert.Equal((text, text), slices);
        Assert.Equal(0, reader.Remaining);
        foreach (var length in (int[])[0, 1, bytes.Length / 2 - 1, bytes.Length / 2, bytes.Length - 1])
        {
            Assert.Throws<CorruptDataException>(() =>
            {
                var shortened = new RecordReader(bytes, 0, length);
                serializer.Read(ref shortened, out _);
            });
        }
    }

    [Fact]
    public void An_object_of_a_derived_class_that_cannot_travel_is_refused_and_not_cut()
    {
        var error = Assert.Throws<FlinkException>(() => Bytes<Basket<int>>(new Surprise<int>()));
        Assert.Contains("Surprise", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_reaches_itself_is_refused()
    {
        var node = new Node();
        node.Next = node;
        Assert.Contains("refers to itself through Next", Assert.Throws<FlinkException>(() => Bytes(node)).Message, StringComparison.Ordinal);
        node.Next = new Node { Others = [node] };
        Assert.Contains("refers to itself through ", Assert.Throws<FlinkException>(() => Bytes(node)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_nested_too_deep_in_the_bytes_are_refused()
    {
        var bytes = new byte[50_000_000];
        for (var i = 0; i + 7 < bytes.Length; i += 1)
        {
            bytes[i] = 1;
        }

        Assert.Throws<CorruptDataException>(() => Serializers.For<Node>().Deserialize(bytes));
    }

    [Theory]
    [InlineData(typeof(object))]
    [InlineData(typeof(Stream))]
    [InlineData(typeof(Func<int>))]
    [InlineData(typeof(IEnumerable<int>))]
    [InlineData(typeof(SortedSet<Basket<int>>))]
    [InlineData(typeof(Dictionary<int, Stream>))]
    [InlineData(typeof(System.Collections.Concurrent.ConcurrentDictionary<int, int>))]
    [InlineData(typeof(Type))]
    [InlineData(typeof(IDisposable))]
    [InlineData(typeof(nint))]
    [InlineData(typeof(int[,]))]
    [InlineData(typeof(Memory<byte>))]
    [InlineData(typeof(Span<byte>))]
    public void What_has_no_serializer_is_refused(Type type) => Assert.Throws<UnsupportedTypeException>(() => Serializers.Check(type));

    [Fact]
    public void A_refused_type_names_the_path_to_the_reason()
    {
        var error = Assert.Throws<UnsupportedTypeException>(Serializers.For<Wrong>);
        Assert.Equal("Parts[].Item1", error.Path);
        Assert.Equal(typeof(Stream), error.Culprit);
    }

    [Fact]
    public void Damaged_bytes_give_an_error_or_a_record_and_nothing_else()
    {
        var good = Bytes(new Person("Ada", "Countess", 36, Level.High, new Dense(1, 2, 3), [new Gaps(1, 2)], ["x", null]));
        var damage = Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]);
        damage.List[1, 4].Sample(changes =>
        {
            var bytes = good.ToArray();
            foreach (var (index, value, _) in changes)
            {
                bytes[index] = value;
            }

            TryRead<Person>(bytes.AsSpan(0, changes[0].Item3));
        });
    }

    [Fact]
    public void Random_bytes_never_make_a_reader_allocate_much()
    {
        const long Most = 300_000;
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.InRange(Allocated.Least(() => TryReadAll(bytes), Most), 0, Most), threads: 1);

        static void TryReadAll(byte[] bytes)
        {
            TryRead<Person>(bytes);
            TryRead<Node>(bytes);
            TryRead<List<List<List<string>>>>(bytes);
            TryRead<(decimal, DateTime, DateTimeOffset, TimeOnly, DateOnly, bool)[]>(bytes);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x05 })]
    [InlineData(new byte[] { })]
    public void A_length_that_cannot_be_is_refused(byte[] bytes)
    {
        Assert.Throws<CorruptDataException>(() => Serializers.For<string>().Deserialize(bytes));
        Assert.Throws<CorruptDataException>(() => Serializers.For<Utf8String>().Deserialize(bytes));
        Assert.Throws<CorruptDataException>(() => Serializers.For<byte[]>().Deserialize(bytes));
        Assert.Throws<CorruptDataException>(() => Serializers.For<List<Guid>>().Deserialize(bytes));
    }

    [Fact]
    public void Arrays_nested_in_arrays_cannot_claim_the_same_bytes_again()
    {
        // A node, without a next one, whose array claims 15,000 nodes, of which the first is such a node again, and so on.
        var bytes = new byte[30_000];
        byte[] claim = [1, 0, 0x99, 0x75];
        for (var i = 0; i + claim.Length <= bytes.Length; i += claim.Length)
        {
            claim.CopyTo(bytes, i);
        }

        const long Most = 2_000_000;
        Assert.InRange(Allocated.Least(() => Assert.Throws<CorruptDataException>(() => Serializers.For<Node>().Deserialize(bytes)), Most), 0, Most);
    }

    [Fact]
    public void Values_out_of_their_range_are_refused()
    {
        Assert.Throws<CorruptDataException>(() => Serializers.For<bool>().Deserialize([2]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<DateTime>().Deserialize(Bytes(-1L)));
        Assert.Throws<CorruptDataException>(() => Serializers.For<DateOnly>().Deserialize(Bytes(-1)));
        Assert.Throws<CorruptDataException>(() => Serializers.For<TimeOnly>().Deserialize(Bytes(-1L)));
        Assert.Throws<CorruptDataException>(() => Serializers.For<DateTimeOffset>().Deserialize(Bytes((0L, (short)1))));
        Assert.Throws<CorruptDataException>(() => Serializers.For<decimal>().Deserialize(Bytes((0L, 0x1D0000L << 32))));
        Assert.Throws<CorruptDataException>(() => Serializers.For<string>().Deserialize([3, 0xFF]));
        Assert.Throws<CorruptDataException>(() => Serializers.For<string>().Deserialize([4, 0x41]));
        var trailing = Assert.Throws<CorruptDataException>(() => Serializers.For<int>().Deserialize(new byte[5]));
        Assert.Equal(4, trailing.Position);
    }

    [Fact]
    public void Writing_and_reading_structs_allocates_nothing_per_record()
    {
        var serializer = Serializers.For<(long, Gaps, Utf8String)>();
        var records = new (long, Gaps, Utf8String)[100];
        records.AsSpan().Fill((1, new Gaps(1, 2), Utf8String.From("text")));
        var target = new ArrayBufferWriter<byte>(100_000);
        serializer.Serialize(records, target);
        var bytes = target.WrittenMemory.ToArray();

        Assert.Equal(0, Allocated.Least(Pass));

        void Pass()
        {
            target.ResetWrittenCount();
            serializer.Serialize(records, target);
            var reader = new RecordReader(bytes, 0, bytes.Length);
            serializer.ReadAll(ref reader, records);
        }
    }

    private static void TryRead<T>(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Serializers.For<T>().Deserialize(bytes);
        }
        catch (CorruptDataException)
        {
            // The one error that damaged bytes may give; any other fails the test.
        }
    }

    private static void AssertRoundTrip<T>(Gen<T> values) => values.Array[1, 20].Sample(
        batch =>
        {
            var serializer = Serializers.For<T>();
            Assert.All(batch, value => Assert.Equal(value, RoundTrip(value)));
            var target = new TightBufferWriter();
            serializer.Serialize(batch, target);
            var reader = new RecordReader(target.Segments());
            var copy = new T[batch.Length];
            serializer.ReadAll(ref reader, copy);
            Assert.Equal(batch, copy);
            Assert.Equal(0, reader.Remaining);
        },
        iter: 100);

    private static void AssertSameElements<T, TElement>(T value)
        where T : IEnumerable<TElement> => Assert.Equal(value, RoundTrip(value));

    private static T RoundTrip<T>(T value) => Serializers.For<T>().Deserialize(Bytes(value));

    private static byte[] Bytes<T>(T value)
    {
        var target = new ArrayBufferWriter<byte>();
        Serializers.For<T>().Serialize(in value, target);
        Assert.True(target.WrittenCount >= Serializers.For<T>().MinSize);
        return target.WrittenSpan.ToArray();
    }
}
