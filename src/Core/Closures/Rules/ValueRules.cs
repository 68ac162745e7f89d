using System.Numerics;
using System.Text;
using Flink.Core.Types;

namespace Flink.Core.Closures.Rules;

/// <summary>The value types of .NET that travel, and the engine's text.</summary>
internal static class ValueRules
{
    private static readonly Dictionary<Type, ValueRule> _rules = new()
    {
        [typeof(decimal)] = new ValueRule<decimal>(16, WriteDecimal, ReadDecimal),
        [typeof(DateTime)] = new ValueRule<DateTime>(
            9,
            static (output, value) =>
            {
                output.Int64(value.Ticks);
                output.Byte((byte)value.Kind);
            },
            static input => new DateTime(input.Int64(), (DateTimeKind)input.Byte())),
        [typeof(DateTimeOffset)] = new ValueRule<DateTimeOffset>(
            16,
            static (output, value) =>
            {
                output.Int64(value.Ticks);
                output.Int64(value.Offset.Ticks);
            },
            static input => new DateTimeOffset(input.Int64(), new TimeSpan(input.Int64()))),
        [typeof(TimeSpan)] = new ValueRule<TimeSpan>(8, static (output, value) => output.Int64(value.Ticks), static input => new TimeSpan(input.Int64())),
        [typeof(DateOnly)] = new ValueRule<DateOnly>(4, static (output, value) => output.Value(value.DayNumber), static input => DateOnly.FromDayNumber(input.Value<int>())),
        [typeof(TimeOnly)] = new ValueRule<TimeOnly>(8, static (output, value) => output.Int64(value.Ticks), static input => new TimeOnly(input.Int64())),
        [typeof(Guid)] = new ValueRule<Guid>(16, static (output, value) => output.Bytes(value.ToByteArray()), static input => new Guid(input.Bytes(16))),
        [typeof(Half)] = new ValueRule<Half>(2, static (output, value) => output.Value(value), static input => input.Value<Half>()),
        [typeof(Int128)] = new ValueRule<Int128>(16, static (output, value) => output.Value(value), static input => input.Value<Int128>()),
        [typeof(UInt128)] = new ValueRule<UInt128>(16, static (output, value) => output.Value(value), static input => input.Value<UInt128>()),
        [typeof(Rune)] = new ValueRule<Rune>(4, static (output, value) => output.Value(value.Value), static input => new Rune(input.Value<int>())),
        [typeof(BigInteger)] = new ValueRule<BigInteger>(1, static (output, value) => output.Blob(value.ToByteArray()), static input => new BigInteger(input.Blob().Span)),
        [typeof(Complex)] = new ValueRule<Complex>(
            16,
            static (output, value) =>
            {
                output.Value(value.Real);
                output.Value(value.Imaginary);
            },
            static input => new Complex(input.Value<double>(), input.Value<double>())),
        [typeof(Utf8String)] = new ValueRule<Utf8String>(1, static (output, value) => output.Blob(value.Span), static input => Utf8String.FromUtf8(input.Blob().Span)),
    };

    public static ValueRule? Find(Type type) => _rules.GetValueOrDefault(type);

    private static void WriteDecimal(ClosureOutput output, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        foreach (var part in bits)
        {
            output.Value(part);
        }
    }

    private static decimal ReadDecimal(ClosureInput input) =>
        new([input.Value<int>(), input.Value<int>(), input.Value<int>(), input.Value<int>()]);
}
