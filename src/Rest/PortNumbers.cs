using System.Globalization;

namespace Flink.Rest;

/// <summary>Ports to try, as options name them: <c>8081</c>, <c>8081-8090</c>, <c>8081,9000-9010</c>.</summary>
internal static class PortNumbers
{
    public static IEnumerable<int> In(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var bounds = part.Split('-', StringSplitOptions.TrimEntries);
            var last = int.Parse(bounds[^1], CultureInfo.InvariantCulture);
            for (var port = int.Parse(bounds[0], CultureInfo.InvariantCulture); port <= last; port++)
            {
                yield return port;
            }
        }
    }
}
