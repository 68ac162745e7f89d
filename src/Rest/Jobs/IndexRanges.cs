using System.Globalization;
using Flink.Rest.Routing;

namespace Flink.Rest.Jobs;

/// <summary>Indices as queries name them: <c>1,3,5-9</c>.</summary>
internal sealed class IndexRanges
{
    private readonly List<(int First, int Last)> _ranges = [];

    public static IndexRanges Parse(string text)
    {
        var ranges = new IndexRanges();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = dash < 0 ? part : part[..dash];
            var last = dash < 0 ? part : part[(dash + 1)..];
            ranges._ranges.Add((Number(first, text), Number(last, text)));
        }

        return ranges;
    }

    public bool Contains(int index) => _ranges.Exists(range => range.First <= index && index <= range.Last);

    private static int Number(string part, string text) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw RestException.BadParameter("query", "subtasks", text);
}
