using System.Runtime.CompilerServices;
using Flink.Core.Serialization.Formats;

namespace Flink.Core.Serialization.Evolution;

/// <summary>Values of enumerations as 64 bits, with the sign where there is one.</summary>
internal static class EnumBits
{
    public static ulong Read(ref RecordReader reader, Scalar underlying) => unchecked(Type.GetTypeCode(underlying.Type) switch
    {
        TypeCode.Byte => reader.Read<byte>(),
        TypeCode.SByte => (ulong)reader.Read<sbyte>(),
        TypeCode.Int16 => (ulong)reader.Read<short>(),
        TypeCode.UInt16 => reader.Read<ushort>(),
        TypeCode.Int32 => (ulong)reader.Read<int>(),
        TypeCode.UInt32 => reader.Read<uint>(),
        _ => reader.Read<ulong>(),
    });

    /// <summary>Stores bits as a value; false when its type has too few.</summary>
    public static bool TryStore<T>(ulong bits, ref T value)
        where T : unmanaged, Enum
    {
        var isSigned = Type.GetTypeCode(typeof(T)) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64;
        var unused = 64 - 8 * Unsafe.SizeOf<T>();
        var kept = isSigned ? unchecked((ulong)((long)(bits << unused) >> unused)) : bits << unused >> unused;
        switch (Unsafe.SizeOf<T>())
        {
            case 1:
                Unsafe.As<T, byte>(ref value) = (byte)bits;
                break;
            case 2:
                Unsafe.As<T, ushort>(ref value) = (ushort)bits;
                break;
            case 4:
                Unsafe.As<T, uint>(ref value) = (uint)bits;
                break;
            default:
                Unsafe.As<T, ulong>(ref value) = bits;
                break;
        }

        return kept == bits;
    }
}
