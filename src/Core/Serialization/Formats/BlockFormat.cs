using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>Values as the bytes of their memory: no references, no padding, and every bit pattern valid.</summary>
internal readonly struct BlockFormat<T> : IRecordFormat<T>
    where T : unmanaged
{
    public static int MinSize => Unsafe.SizeOf<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref RecordWriter writer, in T value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(ref RecordReader reader, out T value) => value = reader.Read<T>();

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> values)
    {
        // A span of bytes cannot be longer than int.MaxValue, a span of values can cover more bytes than that.
        var most = int.MaxValue / Unsafe.SizeOf<T>();
        for (; values.Length > most; values = values[most..])
        {
            writer.WriteBytes(MemoryMarshal.AsBytes(values[..most]));
        }

        writer.WriteBytes(MemoryMarshal.AsBytes(values));
    }

    public static void ReadAll(ref RecordReader reader, Span<T> values)
    {
        reader.CheckCount((ulong)values.Length, Unsafe.SizeOf<T>());
        reader.ReadBytes(values.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values));
    }
}
