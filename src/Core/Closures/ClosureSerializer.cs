using System.Buffers.Binary;
using System.IO.Hashing;
using Flink.Core.Serialization;

namespace Flink.Core.Closures;

/// <summary>Writes functions as data - delegates, what they captured, objects with state - and puts them together where they run (design decision D1).</summary>
/// <remarks>
/// <para>Fields of user types and compiler-made closures are copied, private and inherited ones too; no constructor runs, and fields
/// marked [NonSerialized] are left at their defaults. Shared references and cycles are kept. Values of .NET that docs/functions.md
/// lists are rebuilt from their content; every other type of .NET is refused. Static fields never travel.</para>
/// <para>Types are found again by assembly and name. Safe for concurrent use.</para>
/// </remarks>
public static class ClosureSerializer
{
    internal const uint Magic = 0x4C43_4C46; // "FLCL"
    internal const byte FormatVersion = 1;
    private const int ChecksumBytes = sizeof(ulong);

    /// <summary>Writes an object and everything that hangs off it.</summary>
    /// <param name="root">The object; null is one too.</param>
    /// <param name="owner">What it belongs to, for messages: "Operator 'Map'".</param>
    /// <exception cref="ClosureException">Something cannot travel; names the function, its file and line, the path of fields, the type, and what to do.</exception>
    public static Closure Write(object? root, string owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var output = new ClosureOutput();
        output.Value(Magic);
        output.Byte(FormatVersion);
        var assemblies = new ClosureWriter(owner).Write(root, output);
        return new Closure(Seal(output), assemblies);
    }

    /// <summary>Puts together what <see cref="Write"/> wrote: new objects at each call.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="types">Where types are found.</param>
    /// <exception cref="CorruptDataException">The bytes were cut or damaged, or are something else.</exception>
    /// <exception cref="ClosureException">A type, method or field is not there, or differs; names the versions of both sides.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes, TypeResolver types)
    {
        ArgumentNullException.ThrowIfNull(types);
        return new ClosureReader(new ClosureInput(Unseal(bytes, Magic, FormatVersion, "a closure")), types).Read();
    }

    internal static byte[] Seal(ClosureOutput output)
    {
        var sealedBytes = new byte[output.Length + ChecksumBytes];
        output.Written.CopyTo(sealedBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(sealedBytes.AsSpan(output.Length), XxHash64.HashToUInt64(output.Written));
        return sealedBytes;
    }

    internal static ReadOnlyMemory<byte> Unseal(ReadOnlyMemory<byte> bytes, uint magic, byte version, string what)
    {
        const int headerBytes = sizeof(uint) + 1;
        var span = bytes.Span;
        if (span.Length < headerBytes + ChecksumBytes || BinaryPrimitives.ReadUInt32LittleEndian(span) != magic)
        {
            throw new CorruptDataException(0, span.Length, $"it does not begin as {what} does");
        }

        if (span[sizeof(uint)] != version)
        {
            throw new ClosureException(
                $"The bytes hold {what} of format version {span[sizeof(uint)]}; this engine reads version {version}. Submit the job with the engine's own version of the packages.");
        }

        var content = span[..^ChecksumBytes];
        return XxHash64.HashToUInt64(content) == BinaryPrimitives.ReadUInt64LittleEndian(span[^ChecksumBytes..])
            ? bytes[headerBytes..^ChecksumBytes]
            : throw new CorruptDataException(span.Length - ChecksumBytes, span.Length, "the checksum does not fit");
    }
}
