using System.Runtime.CompilerServices;
using System.Text;
using Flink.Core.Types;

namespace Flink.Streaming.Sources;

/// <summary>What a line of text becomes.</summary>
internal interface ILineFormat<T>
{
    /// <summary>Whether the results point into the chunk, which then must not be written to again.</summary>
    static abstract bool KeepsChunk { get; }

    static abstract T Read(byte[] chunk, int offset, int length);

    /// <summary>Reads a line that is not UTF-8, with U+FFFD where it is not.</summary>
    static abstract T Repair(ReadOnlySpan<byte> line);
}

internal readonly struct Utf8LineFormat : ILineFormat<Utf8String>
{
    public static bool KeepsChunk => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8String Read(byte[] chunk, int offset, int length) => Utf8String.Wrap(chunk, offset, length);

    public static Utf8String Repair(ReadOnlySpan<byte> line) => Utf8String.From(Encoding.UTF8.GetString(line));
}

internal readonly struct StringLineFormat : ILineFormat<string>
{
    public static bool KeepsChunk => false;

    public static string Read(byte[] chunk, int offset, int length) => Encoding.UTF8.GetString(chunk, offset, length);

    public static string Repair(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line);
}
