using System.Numerics;
using System.Runtime.CompilerServices;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Equality and hash of a key with a window. The key group is that of the key.</summary>
internal readonly struct WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer> : IKeyComparer<WindowKey<TKey, TWindow>>
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TWindowComparer : struct, IKeyComparer<TWindow>
{
    private const ulong KeyGroupBits = 0xFFFF_FFFF_0000_0000;

    /// <summary>The hash for a key whose hash is known. Its upper half, which is what makes the key group, is the key's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong keyHash, in TWindow window) =>
        (keyHash & KeyGroupBits) | (uint)StableHash.Of(keyHash ^ BitOperations.RotateLeft(default(TWindowComparer).Hash(in window), 32));

    public ulong Hash(in WindowKey<TKey, TWindow> key) => Hash(default(TKeyComparer).Hash(key.Key), key.Window);

    public bool Equals(in WindowKey<TKey, TWindow> left, in WindowKey<TKey, TWindow> right) =>
        default(TWindowComparer).Equals(left.Window, right.Window) && default(TKeyComparer).Equals(left.Key, right.Key);
}
