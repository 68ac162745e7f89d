using System.Runtime.InteropServices;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.Tests.State.Tables;

/// <summary>A key with gaps, whose bytes are not compared.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PaddedKey(byte A, long B, short C);

public record struct OneByte(byte Value);

public record struct Count(long Number, double Sum);

public record struct Bytes64(long A, long B, long C, long D, long E, long F, long G, long H);

public record struct Bytes512(Bytes64 A, Bytes64 B, Bytes64 C, Bytes64 D, Bytes64 E, Bytes64 F, Bytes64 G, Bytes64 H);

public record struct Bytes4096(Bytes512 A, Bytes512 B, Bytes512 C, Bytes512 D, Bytes512 E, Bytes512 F, Bytes512 G, Bytes512 H);

public record struct Bytes8192(Bytes4096 A, Bytes4096 B);

/// <summary>Every key has the same hash.</summary>
public readonly struct OneHash : IKeyComparer<int>
{
    public ulong Hash(in int key) => 0x1234_5678_9ABC_DEF0;

    public bool Equals(in int left, in int right) => left == right;
}

/// <summary>All keys are in one key group and differ in the lowest bits only.</summary>
public readonly struct LowBits : IKeyComparer<int>
{
    public ulong Hash(in int key) => (uint)key;

    public bool Equals(in int left, in int right) => left == right;
}

/// <summary>The keys differ in the highest bits only.</summary>
public readonly struct HighBits : IKeyComparer<int>
{
    public ulong Hash(in int key) => (ulong)(uint)key << 48;

    public bool Equals(in int left, in int right) => left == right;
}

/// <summary>Ten keys share each hash.</summary>
public readonly struct Tens : IKeyComparer<int>
{
    public ulong Hash(in int key) => StableHash.Of((long)(key / 10));

    public bool Equals(in int left, in int right) => left == right;
}

/// <summary>Text that is never null.</summary>
public readonly struct TextComparer : IKeyComparer<string>
{
    public ulong Hash(in string key) => StableHash.Of(key);

    public bool Equals(in string left, in string right) => left == right;
}
