namespace Flink.Core.Configuration;

/// <summary>
/// The shared grammar of sizes and durations: digits, optional blanks, a unit whose case does not matter.
/// </summary>
internal static class QuantityText
{
    public static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }

    public static bool IsOneOf(ReadOnlySpan<char> unit, string[] names)
    {
        foreach (var name in names)
        {
            if (unit.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
