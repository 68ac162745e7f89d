namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Lines of a <c>config.yaml</c>, which takes each key once.</summary>
public static class ConfigurationLines
{
    /// <summary>Lines with others behind them, which count where both have a key.</summary>
    /// <param name="lines">As <c>key: value</c>.</param>
    /// <param name="others">Likewise.</param>
    public static IEnumerable<string> With(this IEnumerable<string> lines, params IEnumerable<string> others)
    {
        string[] more = [.. others];
        var given = more.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        return lines.Where(line => !given.Contains(KeyOf(line))).Concat(more);
    }

    private static string KeyOf(string line) => line.Split(':')[0];
}
