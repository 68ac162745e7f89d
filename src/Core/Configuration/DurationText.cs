using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml;

namespace Flink.Core.Configuration;

/// <summary>
/// Durations as configuration writes them: <c>10 s</c>, <c>5min</c>, <c>100ms</c>, <c>3 d</c>, ISO 8601
/// (<c>PT10S</c>); a bare number is milliseconds.
/// </summary>
/// <remarks>
/// Durations are never negative, and never finer than the 100 ns of <see cref="TimeSpan"/>: <c>50 ns</c> is
/// refused, not rounded.
/// </remarks>
public static class DurationText
{
    private const long NanosecondsPerTick = 100;

    private static readonly (string[] Names, long Ticks)[] _units =
    [
        (["d", "day", "days"], TimeSpan.TicksPerDay),
        (["h", "hour", "hours"], TimeSpan.TicksPerHour),
        (["min", "m", "minute", "minutes"], TimeSpan.TicksPerMinute),
        (["s", "sec", "secs", "second", "seconds"], TimeSpan.TicksPerSecond),
        (["ms", "milli", "millis", "millisecond", "milliseconds"], TimeSpan.TicksPerMillisecond),
        (["µs", "us", "micro", "micros", "microsecond", "microseconds"], TimeSpan.TicksPerMicrosecond),
    ];

    private static readonly string[] _nanoseconds = ["ns", "nano", "nanos", "nanosecond", "nanoseconds"];

    /// <summary>Reads one of the forms above.</summary>
    /// <exception cref="FormatException">The text has none of these forms or does not fit.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"'{text}' is not a duration such as 10 s, 5 min or PT10S.");

    /// <summary>As <see cref="Parse"/>, with false instead of an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = default;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.StartsWith("P", StringComparison.OrdinalIgnoreCase))
        {
            return TryParseIso(trimmed.ToString().ToUpperInvariant(), out duration);
        }

        var digits = QuantityText.CountDigits(trimmed);
        return digits > 0 && TryScale(trimmed[..digits], trimmed[digits..].Trim(), out duration);
    }

    /// <summary>
    /// The exact duration in the largest unit that needs no fraction, such as <c>90 s</c>; <see cref="Parse"/>
    /// reads it back.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration == TimeSpan.Zero)
        {
            return "0 ms";
        }

        foreach (var (names, ticks) in _units)
        {
            if (duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks} {names[0]}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(Int128)duration.Ticks * NanosecondsPerTick} ns");
    }

    private static bool TryScale(ReadOnlySpan<char> digits, ReadOnlySpan<char> unit, out TimeSpan duration)
    {
        duration = default;
        if (QuantityText.IsOneOf(unit, _nanoseconds))
        {
            return TryFromNanoseconds(digits, out duration);
        }

        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (unit.IsEmpty)
        {
            unit = "ms";
        }

        foreach (var (names, ticks) in _units)
        {
            if (QuantityText.IsOneOf(unit, names))
            {
                var fits = number <= long.MaxValue / ticks;
                duration = fits ? new TimeSpan(number * ticks) : default;
                return fits;
            }
        }

        return false;
    }

    // The only ones that need more than 64 bits, and apart from the others because no runtime compiles them ahead.
    private static bool TryFromNanoseconds(ReadOnlySpan<char> digits, out TimeSpan duration)
    {
        duration = default;
        if (!Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number % NanosecondsPerTick != 0
            || number / NanosecondsPerTick > long.MaxValue)
        {
            return false;
        }

        duration = new TimeSpan((long)(number / NanosecondsPerTick));
        return true;
    }

    private static bool TryParseIso(string text, out TimeSpan duration)
    {
        duration = default;
        var timeAt = text.IndexOf('T', StringComparison.Ordinal);
        var datePart = timeAt < 0 ? text : text[..timeAt];
        if (datePart.AsSpan().ContainsAny('Y', 'M'))
        {
            // Years and months have no fixed length.
            return false;
        }

        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return duration >= TimeSpan.Zero;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
    }
}
