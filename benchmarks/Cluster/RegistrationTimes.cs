using System.Globalization;
using System.Text.RegularExpressions;

namespace Flink.Benchmarks.Cluster;

/// <summary>How long workers took to come, as a JobManager and the commands that show its steps tell it.</summary>
internal static partial class RegistrationTimes
{
    /// <summary>Milliseconds from the request of each worker until it was registered, in the order of registration.</summary>
    public static double[] In(string output) =>
        [.. Line().Matches(output).Select(static match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"registered after (\d+) ms")]
    private static partial Regex Line();
}
