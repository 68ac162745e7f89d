using System.Globalization;

namespace Flink.Core.Configuration;

/// <summary>Ports as options name them: <c>0</c>, <c>50100</c>, <c>50100-50200,50300</c>.</summary>
public static class PortRangeText
{
    private const int MaxPort = 65535;

    /// <summary>The ports, in the order in which they are to be tried; 0 stands for any free one.</summary>
    /// <exception cref="ConfigurationException">The text is of another form.</exception>
    public static IEnumerable<int> Ports(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsValid(text)
            ? text.Split(',').SelectMany(static part => TryReadSpan(part, out var low, out var high) ? Enumerable.Range(low, high - low + 1) : [])
            : throw new ConfigurationException($"'{text}' names no ports: write them as 0, 50100 or 50100-50200,50300, each up to {MaxPort}.");
    }

    internal static bool IsValid(string text) => text.Split(',').All(static part => TryReadSpan(part, out _, out _));

    private static bool TryReadSpan(string part, out int low, out int high)
    {
        high = 0;
        var bounds = part.Split('-');
        return TryReadPort(bounds[0], out low)
            && bounds.Length <= 2
            && TryReadPort(bounds[^1], out high)
            && low <= high;
    }

    private static bool TryReadPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out port) && port <= MaxPort;
}
