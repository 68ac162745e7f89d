using System.Runtime.CompilerServices;

namespace Flink.Core.Closures;

/// <summary>The bytes of a boxed number, where they lie.</summary>
internal static class BoxedBytes
{
    /// <summary>The first byte of a boxed value; used while the box is referred to.</summary>
    public static ref byte Of(object box) => ref Unsafe.As<Box>(box).First;

    // Every object has its content behind the same header.
    private sealed class Box
    {
        public byte First;
    }
}
