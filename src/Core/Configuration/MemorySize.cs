using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Flink.Core.Configuration;

/// <summary>
/// An amount of memory in whole bytes, written as Flink writes it: <c>1728m</c>, <c>64 mb</c>, <c>1 gb</c>, a bare
/// number is bytes.
/// </summary>
/// <remarks>
/// Units are powers of 1024 and their case does not matter; the largest size is <see cref="long.MaxValue"/> bytes.
/// Never negative.
/// </remarks>
public readonly record struct MemorySize : IComparable<MemorySize>
{
    private const int BitsPerStep = 10;

    private static readonly string[][] _units =
    [
        ["b", "bytes"],
        ["k", "kb", "kibibytes"],
        ["m", "mb", "mebibytes"],
        ["g", "gb", "gibibytes"],
        ["t", "tb", "tebibytes"],
    ];

    private static readonly string[] _shownUnits = ["bytes", "kb", "mb", "gb", "tb"];

    /// <summary>A size of exactly <paramref name="bytes"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public MemorySize(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
    }

    /// <summary>No memory at all.</summary>
    public static MemorySize Zero => default;

    /// <summary>The largest size that can be written; stands for "no limit".</summary>
    public static MemorySize MaxValue => new(long.MaxValue);

    /// <summary>The size in bytes.</summary>
    public long Bytes { get; }

    /// <summary>A size of <paramref name="kibibytes"/> times 1024 bytes.</summary>
    /// <exception cref="OverflowException">The size does not fit into a long.</exception>
    public static MemorySize FromKibibytes(long kibibytes) => new(checked(kibibytes * 1024));

    /// <summary>A size of <paramref name="mebibytes"/> times 1024 * 1024 bytes.</summary>
    /// <exception cref="OverflowException">The size does not fit into a long.</exception>
    public static MemorySize FromMebibytes(long mebibytes) => new(checked(mebibytes * 1024 * 1024));

    /// <summary>Reads one of Flink's forms: digits, optional blanks, optional unit.</summary>
    /// <exception cref="FormatException">The text is not such a form or exceeds <see cref="MaxValue"/>.</exception>
    public static MemorySize Parse(string text) =>
        TryParse(text, out var size) ? size : throw new FormatException($"'{text}' is not a memory size such as 64 mb, 1 gb or 4096.");

    /// <summary>As <see cref="Parse"/>, with false instead of an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MemorySize size)
    {
        size = default;
        var trimmed = text.AsSpan().Trim();
        var digits = QuantityText.CountDigits(trimmed);
        if (digits == 0 || !long.TryParse(trimmed[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var step = FindUnit(trimmed[digits..].Trim());
        if (step < 0 || number > long.MaxValue >> (step * BitsPerStep))
        {
            return false;
        }

        size = new MemorySize(number << (step * BitsPerStep));
        return true;
    }

    /// <summary>Compares bytes.</summary>
    public static bool operator <(MemorySize left, MemorySize right) => left.Bytes < right.Bytes;

    /// <summary>Compares bytes.</summary>
    public static bool operator >(MemorySize left, MemorySize right) => left.Bytes > right.Bytes;

    /// <summary>Compares bytes.</summary>
    public static bool operator <=(MemorySize left, MemorySize right) => left.Bytes <= right.Bytes;

    /// <summary>Compares bytes.</summary>
    public static bool operator >=(MemorySize left, MemorySize right) => left.Bytes >= right.Bytes;

    /// <inheritdoc/>
    public int CompareTo(MemorySize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>
    /// The exact size in the largest unit that needs no fraction, such as <c>64 mb</c>; <see cref="Parse"/> reads
    /// it back.
    /// </summary>
    public override string ToString()
    {
        var step = 0;
        var number = Bytes;
        while (number != 0 && step < _shownUnits.Length - 1 && number % 1024 == 0)
        {
            number /= 1024;
            step++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{number} {_shownUnits[step]}");
    }

    private static int FindUnit(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty)
        {
            return 0;
        }

        for (var step = 0; step < _units.Length; step++)
        {
            if (QuantityText.IsOneOf(unit, _units[step]))
            {
                return step;
            }
        }

        return -1;
    }
}
