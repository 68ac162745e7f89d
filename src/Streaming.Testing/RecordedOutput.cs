namespace Flink.Streaming.Testing;

/// <summary>Compares outputs as a streaming program defines them: what is between two watermarks is a set, and in order for each key.</summary>
/// <remarks>
/// The order between keys at one watermark comes from how an engine keeps its timers; no program may rely on it, and recorded
/// results of another engine have another. The order within a key is the program's.
/// </remarks>
public static class RecordedOutput
{
    /// <summary>Compares one output with what was expected of it.</summary>
    /// <param name="expected">The elements that should be there.</param>
    /// <param name="actual">The elements that are there.</param>
    /// <param name="keyOf">Gives the key within which order counts; null when it counts nowhere between two watermarks.</param>
    /// <typeparam name="T">The record type, compared by its own equality; timestamps are compared too.</typeparam>
    /// <returns>What is missing, extra or in another order, and between which watermarks.</returns>
    public static OutputDifference Compare<T>(
        IEnumerable<OutputElement<T>> expected, IEnumerable<OutputElement<T>> actual, Func<T, object?>? keyOf = null)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        OutputElement<T>[] wanted = [.. expected];
        OutputElement<T>[] found = [.. actual];
        var (wantedTimes, foundTimes) = (Times(wanted), Times(found));
        List<string> lines =
        [
            .. Without(wantedTimes, foundTimes).Select(time => $"missing: {OutputElement.Watermark<T>(time)}"),
            .. Without(foundTimes, wantedTimes).Select(time => $"extra: {OutputElement.Watermark<T>(time)}"),
        ];

        // A watermark that only one side has cuts nothing: the records around it are compared together.
        var cuts = new HashSet<long>(wantedTimes);
        cuts.IntersectWith(foundTimes);
        var (wantedParts, foundParts) = (Cut(wanted, cuts), Cut(found, cuts));
        for (var i = 0; i < Math.Max(wantedParts.Count, foundParts.Count); i++)
        {
            var (from, to) = i < wantedParts.Count ? (wantedParts[i].From, wantedParts[i].To) : (foundParts[i].From, foundParts[i].To);
            AddDifferences(
                lines, Place(from, to), i < wantedParts.Count ? wantedParts[i].Elements : [], i < foundParts.Count ? foundParts[i].Elements : [], keyOf);
        }

        return new OutputDifference(lines);
    }

    private static void AddDifferences<T>(
        List<string> lines, string place, List<OutputElement<T>> expected, List<OutputElement<T>> actual, Func<T, object?>? keyOf)
    {
        var (missing, extra) = (Without(expected, actual), Without(actual, expected));
        lines.AddRange(missing.Select(element => $"{place} missing: {element}"));
        lines.AddRange(extra.Select(element => $"{place} extra: {element}"));
        if (keyOf is null || missing.Count + extra.Count > 0)
        {
            return;
        }

        var found = Records(actual).ToLookup(element => keyOf(element.Value!));
        foreach (var group in Records(expected).GroupBy(element => keyOf(element.Value!)))
        {
            if (!group.SequenceEqual(found[group.Key]))
            {
                lines.Add($"{place} order of key {group.Key}: expected {string.Join(", ", group)} but was {string.Join(", ", found[group.Key])}");
            }
        }
    }

    private static IEnumerable<OutputElement<T>> Records<T>(List<OutputElement<T>> elements) =>
        elements.Where(element => element.Kind == ElementKind.Record);

    private static List<long> Times<T>(OutputElement<T>[] elements) =>
        [.. elements.Where(element => element.Kind == ElementKind.Watermark).Select(element => element.Time)];

    // As multisets.
    private static List<T> Without<T>(List<T> all, List<T> others)
    {
        // Wrapped, so that a null record counts too.
        var left = others.GroupBy(one => new Entry<T>(one)).ToDictionary(group => group.Key, group => group.Count());
        List<T> rest = [];
        foreach (var one in all)
        {
            var count = left.GetValueOrDefault(new Entry<T>(one));
            if (count == 0)
            {
                rest.Add(one);
            }
            else
            {
                left[new Entry<T>(one)] = count - 1;
            }
        }

        return rest;
    }

    private static List<Part<T>> Cut<T>(OutputElement<T>[] elements, HashSet<long> cuts)
    {
        List<Part<T>> parts = [];
        var (from, part) = ((long?)null, new List<OutputElement<T>>());
        foreach (var element in elements)
        {
            if (element.Kind != ElementKind.Watermark)
            {
                part.Add(element);
            }
            else if (cuts.Contains(element.Time) && element.Time != from)
            {
                parts.Add(new Part<T>(from, element.Time, part));
                (from, part) = (element.Time, []);
            }
        }

        parts.Add(new Part<T>(from, null, part));
        return parts;
    }

    private static string Place(long? from, long? to) => (from, to) switch
    {
        (null, null) => "without watermarks,",
        (null, { } end) => $"before {OutputElement.Watermark<object>(end)},",
        ({ } start, null) => $"after {OutputElement.Watermark<object>(start)},",
        ({ } start, { } end) => $"between {OutputElement.Watermark<object>(start)} and {OutputElement.Watermark<object>(end)},",
    };

    private sealed record Part<T>(long? From, long? To, List<OutputElement<T>> Elements);

    private readonly record struct Entry<T>(T Value);
}
