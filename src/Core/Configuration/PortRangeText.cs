using System.Globalization;

namespace Flink.Core.Configuration;

/// <summary>The check behind <see cref="ValueForms.PortRange"/>.</summary>
internal static class PortRangeText
{
    private const int MaxPort = 65535;

    public static bool IsValid(string text) => text.Split(',').All(IsPortOrSpan);

    private static bool IsPortOrSpan(string part)
    {
        var bounds = part.Split('-');
        return bounds.Length switch
        {
            1 => TryReadPort(bounds[0], out _),
            2 => TryReadPort(bounds[0], out var low) && TryReadPort(bounds[1], out var high) && low <= high,
            _ => false,
        };
    }

    private static bool TryReadPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out port) && port <= MaxPort;
}
