using System.Numerics;
using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>The types that are written as one value, with their codes and what they may widen to.</summary>
internal static class Scalars
{
    private static readonly Scalar[] All =
    [
        Of<bool, BooleanFormat>(1, "bool", 1),
        Block<byte>(2, "byte", typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128),
            typeof(UInt128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)),
        Block<sbyte>(3, "sbyte", typeof(short), typeof(int), typeof(long), typeof(Int128), typeof(float), typeof(double), typeof(decimal),
            typeof(BigInteger)),
        Block<short>(4, "short", typeof(int), typeof(long), typeof(Int128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)),
        Block<ushort>(5, "ushort", typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(float),
            typeof(double), typeof(decimal), typeof(BigInteger)),
        Block<int>(6, "int", typeof(long), typeof(Int128), typeof(double), typeof(decimal), typeof(BigInteger)),
        Block<uint>(7, "uint", typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(double), typeof(decimal), typeof(BigInteger)),
        Block<long>(8, "long", typeof(Int128), typeof(decimal), typeof(BigInteger)),
        Block<ulong>(9, "ulong", typeof(Int128), typeof(UInt128), typeof(decimal), typeof(BigInteger)),
        Block<Int128>(10, "System.Int128", typeof(BigInteger)),
        Block<UInt128>(11, "System.UInt128", typeof(BigInteger)),
        Block<Half>(12, "System.Half", typeof(float), typeof(double)),
        Block<float>(13, "float", typeof(double)),
        Block<double>(14, "double"),
        Block<char>(15, "char", typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)),
        Of<decimal, DecimalFormat>(16, "decimal", 16),
        Block<Guid>(17, "System.Guid"),
        Of<DateTime, DateTimeFormat>(18, "System.DateTime", 8),
        Of<DateTimeOffset, DateTimeOffsetFormat>(19, "System.DateTimeOffset", 10),
        Of<DateOnly, DateOnlyFormat>(20, "System.DateOnly", 4),
        Of<TimeOnly, TimeOnlyFormat>(21, "System.TimeOnly", 8),
        Of<TimeSpan, TimeSpanFormat>(22, "System.TimeSpan", 8),
        Block<Index>(23, "System.Index"),
        Block<Range>(24, "System.Range"),
        Of<string, StringFormat>(25, "string", 0),
        Of<Utf8String, Utf8Format>(26, "Flink.Core.Types.Utf8String", 0),
        Of<BigInteger, BigIntegerFormat>(27, "System.Numerics.BigInteger", 0),
        Of<Uri, UriFormat>(28, "System.Uri", 0),
        Of<Version, VersionFormat>(29, "System.Version", 0),
    ];

    private static readonly Dictionary<Type, Scalar> ByType = All.ToDictionary(scalar => scalar.Type);

    /// <summary>What a type is as one value; null when it is not.</summary>
    public static Scalar? Find(Type type) => ByType.GetValueOrDefault(type);

    /// <summary>The type of a code; null when there is none.</summary>
    public static Scalar? Find(byte code) => code >= 1 && code <= All.Length ? All[code - 1] : null;

    private static Scalar Of<T, TFormat>(byte code, string name, int size)
        where TFormat : struct => new(code, name, typeof(T), typeof(TFormat), size, []);

    private static Scalar Block<T>(byte code, string name, params Type[] wider)
        where T : unmanaged => new(code, name, typeof(T), typeof(BlockFormat<T>), Unsafe.SizeOf<T>(), wider);
}
