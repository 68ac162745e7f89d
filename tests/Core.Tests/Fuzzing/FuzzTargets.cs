using System.Buffers;
using Flink.Core.Serialization;

namespace Flink.Core.Tests.Fuzzing;

/// <summary>
/// What is run on arbitrary bytes: the first byte chooses a target, the others are read by it. Anything but a result or a
/// <see cref="FlinkException"/>, and memory out of proportion, is a bug.
/// </summary>
public static class FuzzTargets
{
    /// <summary>The largest object that a byte may ask for: an address, a dictionary.</summary>
    private const int BytesForEachByte = 512;

    /// <summary>The error with its message and stack, and tables that grow once.</summary>
    private const int BytesForEachRun = 512 * 1024;

    private static readonly (Action<byte[]> Run, bool IsMeasured)[] Targets =
    [
        (Read<FuzzRecords.Values>, true),
        (Read<FuzzRecords.Collections>, true),
        (Read<FuzzRecords.Shape>, true),
        (Read<FuzzRecords.Node>, true),
        (Read<FuzzRecords.Block[]>, true),
        (Read<List<FuzzRecords.Gaps?>>, true),
        (Read<List<List<List<string?>?>?>>, true),
        (ReadSlices, true),
        (ReadSchema, true),
        (RestoreUnderSchema<FuzzRecords.WideNode>, false),
        (RestoreUnderSchema<FuzzRecords.Kept>, false),
        (RestoreUnderSchema<FuzzRecords.Collections>, false),
        (Evolve<FuzzRecords.Node, FuzzRecords.WideNode>, true),
        (Evolve<(FuzzRecords.Values, FuzzRecords.Collections, FuzzRecords.Shape, int), ValueTuple<int, int, int, int>>, false),
        (SkipEverything, true),
    ];

    private static readonly Serializer<Holder> Skipping = Serializers.Restore<Holder>(RecordSchema.Of(typeof(Everything)));

    private static readonly Dictionary<(Type, Type), object> Evolving = [];

    private sealed record Everything(FuzzRecords.Values? A, FuzzRecords.Collections? B, FuzzRecords.Shape? C, FuzzRecords.Node? D, int Kept);

    private sealed record Holder(int Kept);

    /// <summary>Inputs that are valid, one at least for each target.</summary>
    public static IReadOnlyList<byte[]> Corpus { get; } =
    [
        Input(0, Bytes(FuzzRecords.SomeValues)),
        Input(1, Bytes(FuzzRecords.SomeCollections)),
        Input(2, Bytes(FuzzRecords.SomeShape)),
        Input(3, Bytes(FuzzRecords.SomeNode)),
        Input(4, Bytes(FuzzRecords.SomeCollections.Map!.Values.ToArray())),
        Input(5, Bytes<List<FuzzRecords.Gaps?>>([null, new(1, 2, true)])),
        Input(6, Bytes<List<List<List<string?>?>?>>([null, [null, ["a", null]]])),
        Input(7, Bytes(FuzzRecords.SomeValues)),
        Input(8, Serializers.For<FuzzRecords.Collections>().Schema.ToBytes()),
        Input(9, UnderSchema(FuzzRecords.SomeNode)),
        Input(10, UnderSchema(FuzzRecords.SomeCollections)),
        Input(11, UnderSchema(FuzzRecords.SomeCollections)),
        Input(12, Bytes(FuzzRecords.SomeNode)),
        Input(13, []),
        Input(14, Bytes(new Everything(FuzzRecords.SomeValues, FuzzRecords.SomeCollections, FuzzRecords.SomeShape, FuzzRecords.SomeNode, 1))),
    ];

    /// <summary>Runs one input.</summary>
    /// <exception cref="InvalidOperationException">It took more memory than its length excuses.</exception>
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var (run, isMeasured) = Targets[input[0] % Targets.Length];
        var bytes = input[1..].ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            run(bytes);
        }
        catch (FlinkException)
        {
            // What bad bytes must give.
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (isMeasured && allocated > BytesForEachRun + (long)bytes.Length * BytesForEachByte)
        {
            throw new InvalidOperationException($"Target {input[0] % Targets.Length} allocated {allocated} bytes for an input of {bytes.Length}.");
        }
    }

    private static void Read<T>(byte[] bytes) => Serializers.For<T>().Deserialize(bytes);

    private static void ReadSlices(byte[] bytes)
    {
        var reader = new RecordReader(bytes, 0, bytes.Length);
        Serializers.For<FuzzRecords.Values>().Read(ref reader, out _);
    }

    private static void ReadSchema(byte[] bytes)
    {
        var schema = RecordSchema.FromBytes(bytes);
        _ = schema.ToString();
        if (!RecordSchema.FromBytes(schema.ToBytes()).Equals(schema))
        {
            throw new InvalidOperationException("A schema did not survive its bytes.");
        }
    }

    private static void RestoreUnderSchema<T>(byte[] bytes)
    {
        var reader = new RecordReader(bytes);
        var schema = RecordSchema.FromBytes(reader.ReadBytes(reader.ReadCount(1)));
        Serializers.Restore<T>(schema).Read(ref reader, out _);
    }

    private static void Evolve<TOld, TNew>(byte[] bytes)
    {
        if (!Evolving.TryGetValue((typeof(TOld), typeof(TNew)), out var serializer))
        {
            serializer = Serializers.Restore<TNew>(RecordSchema.Of(typeof(TOld)));
            Evolving.Add((typeof(TOld), typeof(TNew)), serializer);
        }

        ((Serializer<TNew>)serializer).Deserialize(bytes);
    }

    private static void SkipEverything(byte[] bytes) => Skipping.Deserialize(bytes);

    private static byte[] Input(byte target, byte[] bytes) => [target, .. bytes];

    private static byte[] Bytes<T>(T value)
    {
        var target = new ArrayBufferWriter<byte>();
        Serializers.For<T>().Serialize(in value, target);
        return target.WrittenSpan.ToArray();
    }

    private static byte[] UnderSchema<T>(T value)
    {
        var target = new ArrayBufferWriter<byte>();
        var schema = Serializers.For<T>().Schema.ToBytes();
        var writer = new RecordWriter(target);
        writer.WriteVarint((ulong)schema.Length);
        writer.WriteBytes(schema);
        Serializers.For<T>().Write(ref writer, in value);
        writer.Flush();
        return target.WrittenSpan.ToArray();
    }
}
