using System.Buffers;
using System.Text;
using Flink.Core;
using Flink.Core.Serialization;
using Flink.Core.State;

namespace Flink.Streaming.State;

/// <summary>What is stored beside a state, so that a later version of the program reads it, and one that means something else by its name is refused.</summary>
/// <param name="Kind">Kind of the state in Flink's word.</param>
/// <param name="Types">Types of key and values, for people.</param>
/// <param name="Expires">Whether values have a time to live, and so are stored with a time.</param>
internal sealed record StateSchema(string Kind, string Types, bool Expires)
{
    /// <summary>How keys are written; null for operator state.</summary>
    public RecordSchema? Key { get; init; }

    /// <summary>How what is kept is written, in the order of the descriptor's types.</summary>
    public required IReadOnlyList<RecordSchema> Stored { get; init; }

    /// <param name="descriptor">The state.</param>
    /// <param name="kind">Its kind, where the descriptor does not tell.</param>
    /// <param name="keyType">Type of the operator's keys; null for operator state.</param>
    public static StateSchema Of(StateDescriptor descriptor, string? kind = null, Type? keyType = null)
    {
        var types = string.Join(", ", descriptor.StoredTypes);
        return new StateSchema(kind ?? descriptor.Kind, keyType is null ? types : $"{keyType} -> {types}", descriptor.Ttl is not null)
        {
            Key = keyType is null ? null : RecordSchema.Of(keyType),
            Stored = [.. descriptor.StoredTypes.Select(RecordSchema.Of)],
        };
    }

    public static StateSchema FromBytes(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var kind = Encoding.UTF8.GetString(ReadPart(ref reader));
        var types = Encoding.UTF8.GetString(ReadPart(ref reader));
        var expires = reader.Read<byte>() != 0;
        var key = ReadPart(ref reader);
        var stored = new RecordSchema[reader.ReadCount(1)];
        var schema = new StateSchema(kind, types, expires) { Key = key.IsEmpty ? null : RecordSchema.FromBytes(key), Stored = stored };
        foreach (ref var one in stored.AsSpan())
        {
            one = RecordSchema.FromBytes(ReadPart(ref reader));
        }

        return schema;
    }

    public byte[] ToBytes()
    {
        var target = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(target);
        WritePart(ref writer, Encoding.UTF8.GetBytes(Kind));
        WritePart(ref writer, Encoding.UTF8.GetBytes(Types));
        writer.Write(Expires ? (byte)1 : (byte)0);
        WritePart(ref writer, Key is null ? [] : Key.ToBytes());
        writer.WriteVarint((ulong)Stored.Count);
        foreach (var one in Stored)
        {
            WritePart(ref writer, one.ToBytes());
        }

        writer.Flush();
        return target.WrittenSpan.ToArray();
    }

    /// <exception cref="FlinkException">The two are not the same.</exception>
    public void CheckRegisteredAs(StateSchema other, string name, string operatorName)
    {
        if (!Means(other))
        {
            throw new FlinkException(
                $"State '{name}' of '{operatorName}' is registered twice: as {this} and as {other}. Give each state of the operator a name of its own.");
        }
    }

    /// <summary>Refuses stored state of another kind. Whether its values can be read is seen when their serializers are asked for.</summary>
    /// <exception cref="FlinkException">The state that was restored is something else.</exception>
    public void CheckRestoredFrom(StateSchema stored, string name, string operatorName)
    {
        if (Kind != stored.Kind || Stored.Count != stored.Stored.Count || !HasKeyOf(stored))
        {
            throw new FlinkException(
                $"State '{name}' of '{operatorName}' was stored as {stored} and is now {this}. "
                + "Give the new state another name, or restore with the types that it was stored with.");
        }

        if (Expires != stored.Expires)
        {
            throw new FlinkException(
                $"State '{name}' of '{operatorName}' was stored {(stored.Expires ? "with" : "without")} a time to live and now {(Expires ? "has one" : "has none")}. "
                + "That cannot be changed for stored state: give the state another name, or start without it.");
        }
    }

    public override string ToString() => $"{Kind}<{Types}>{(Expires ? " with a time to live" : "")}";

    private static ReadOnlySpan<byte> ReadPart(ref RecordReader reader) => reader.ReadBytes(reader.ReadCount(1));

    private static void WritePart(ref RecordWriter writer, ReadOnlySpan<byte> part)
    {
        writer.WriteVarint((ulong)part.Length);
        writer.WriteBytes(part);
    }

    private bool Means(StateSchema other) => Kind == other.Kind && Types == other.Types && Expires == other.Expires;

    // Another form of a key has another hash, and so perhaps another key group than the one that is restored here.
    private bool HasKeyOf(StateSchema stored) => Key is null ? stored.Key is null : stored.Key is not null && stored.Key.IsSameFormat(Key);
}
