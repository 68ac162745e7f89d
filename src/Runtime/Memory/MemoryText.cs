using System.Globalization;

namespace Flink.Runtime.Memory;

/// <summary>Amounts of memory as Flink's logs show them: three digits of the largest unit that is smaller, and all bytes.</summary>
internal static class MemoryText
{
    private static readonly string[] _units = ["bytes", "kb", "mb", "gb", "tb"];

    public static string Of(long bytes)
    {
        var (step, unit) = (0, 1L);
        while (step + 1 < _units.Length && bytes > unit << 10)
        {
            unit <<= 10;
            step++;
        }

        return step == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Round((double)bytes / unit, 3, MidpointRounding.AwayFromZero):F3}{_units[step]} ({bytes} bytes)");
    }

    /// <summary>Lines whose sizes stand in one column; a name is indented by two blanks for each level.</summary>
    public static string Table(string title, params (int Level, string Name, long Bytes)[] rows)
    {
        var width = rows.Max(static row => (2 * row.Level) + row.Name.Length) + 2;
        var lines = rows.Select(row => $"  {(new string(' ', 2 * row.Level) + row.Name + ":").PadRight(width)}{Of(row.Bytes)}");
        return string.Join('\n', lines.Prepend(title));
    }
}
