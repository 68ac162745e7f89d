using System.Numerics;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>The types that are written as one value, with their codes and what they may widen to.</summary>
internal static class Scalars
{
    private static readonly Scalar[] All =
    [
        Of(1, "bool", typeof(bool), typeof(BooleanFormat), 1),
        Of(2, "byte", typeof(byte), typeof(BlockFormat<byte>), 1, typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128),
            typeof(UInt128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)),
        Of(3, "sbyte", typeof(sbyte), typeof(BlockFormat<sbyte>), 1, typeof(short), typeof(int), typeof(long), typeof(Int128), typeof(float), typeof(double), typeof(decimal),
            typeof(BigInteger)),
        Of(4, "short", typeof(short), typeof(BlockFormat<short>), 2, typeof(int), typeof(long), typeof(Int128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)),
        Of(5, "ushort", typeof(ushort), typeof(BlockFormat<ushort>), 2, typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(float),
            typeof(double), typeof(decimal), typeof(BigInteger)),
        Of(6, "int", typeof(int), typeof(BlockFormat<int>), 4, typeof(long), typeof(Int128), typeof(double), typeof(decimal), typeof(BigInteger)),
        Of(7, "uint", typeof(uint), typeof(BlockFormat<uint>), 4, typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(double), typeof(decimal), typeof(BigInteger)),
        Of(8, "long", typeof(long), typeof(BlockFormat<long>), 8, typeof(Int128), typeof(decimal), typeof(BigInteger)),
        Of(9, "ulong", typeof(ulong), typeof(BlockFormat<ulong>), 8, typeof(Int128), typeof(UInt128), typeof(decimal), typeof(BigInteger)),
        Of(10, "System.Int128", typeof(Int128), typeof(BlockFormat<Int128>), 16, typeof(BigInteger)),
        Of(11, "System.UInt128", typeof(UInt128), typeof(BlockFormat<UInt128>), 16, typeof(BigInteger)),
        Of(12, "System.Half", typeof(Half), typeof(BlockFormat<Half>), 2, typeof(float), typeof(double)),
        Of(13, "float", typeof(float), typeof(BlockFormat<float>), 4, typeof(double)),
        Of(14, "double", typeof(double), typeof(BlockFormat<double>), 8),
        Of(15, "char", typeof(char), typeof(BlockFormat<char>), 2, typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)),
        Of(16, "decimal", typeof(decimal), typeof(DecimalFormat), 16),
        Of(17, "System.Guid", typeof(Guid), typeof(BlockFormat<Guid>), 16),
        Of(18, "System.DateTime", typeof(DateTime), typeof(DateTimeFormat), 8),
        Of(19, "System.DateTimeOffset", typeof(DateTimeOffset), typeof(DateTimeOffsetFormat), 10),
        Of(20, "System.DateOnly", typeof(DateOnly), typeof(DateOnlyFormat), 4),
        Of(21, "System.TimeOnly", typeof(TimeOnly), typeof(TimeOnlyFormat), 8),
        Of(22, "System.TimeSpan", typeof(TimeSpan), typeof(TimeSpanFormat), 8),
        Of(23, "System.Index", typeof(Index), typeof(BlockFormat<Index>), 4),
        Of(24, "System.Range", typeof(Range), typeof(BlockFormat<Range>), 8),
        Of(25, "string", typeof(string), typeof(StringFormat), 0),
        Of(26, "Flink.Core.Types.Utf8String", typeof(Utf8String), typeof(Utf8Format), 0),
        Of(27, "System.Numerics.BigInteger", typeof(BigInteger), typeof(BigIntegerFormat), 0),
        Of(28, "System.Uri", typeof(Uri), typeof(UriFormat), 0),
        Of(29, "System.Version", typeof(Version), typeof(VersionFormat), 0),
    ];

    private static readonly Dictionary<Type, Scalar> ByType = All.ToDictionary(scalar => scalar.Type);

    /// <summary>What a type is as one value; null when it is not.</summary>
    public static Scalar? Find(Type type) => ByType.GetValueOrDefault(type);

    /// <summary>The type of a code; null when there is none.</summary>
    public static Scalar? Find(byte code) => code >= 1 && code <= All.Length ? All[code - 1] : null;

    // With types as arguments: a generic method for each of them would have to be compiled when a process starts.
    private static Scalar Of(byte code, string name, Type type, Type format, int size, params Type[] wider) => new(code, name, type, format, size, wider);
}
