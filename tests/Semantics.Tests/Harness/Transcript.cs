using Flink.Streaming.Testing;

namespace Flink.Semantics.Tests.Harness;

/// <summary>What jobs under test printed, and while which step: the line that was fed last, or the end of a source.</summary>
internal sealed class Transcript
{
    private readonly List<(string Tag, int Step, string Text)> _lines = [];
    private int _step;

    public int Count => _lines.Count;

    public void BeginStep() => _step++;

    public void Add(string tag, string text) => _lines.Add((tag, _step, text));

    /// <summary>Compares as multisets within a step, and in order for each key: no program may rely on more.</summary>
    /// <param name="tag">Where it was printed.</param>
    /// <param name="expected">What was recorded, in order.</param>
    /// <param name="keyOf">Gives the key within which order counts; null where the recording is sorted, so that nothing but the set counts.</param>
    /// <remarks>
    /// The recording was fed step by step too, so what was printed at each step is a run of its lines. Where steps end in it is known from
    /// how many lines were printed here.
    /// </remarks>
    public OutputDifference Compare(string tag, IReadOnlyList<string> expected, Func<string, object?>? keyOf)
    {
        var actual = _lines.Where(line => line.Tag == tag).ToList();
        var hasSteps = keyOf is not null && actual.Count == expected.Count;
        int[] steps = hasSteps ? [.. actual.GroupBy(line => line.Step).Select(step => step.Count())] : [];
        return RecordedOutput.Compare(Cut(expected, steps), Cut([.. actual.Select(line => line.Text)], steps), keyOf);
    }

    private static IEnumerable<OutputElement<string>> Cut(IReadOnlyList<string> lines, int[] steps)
    {
        var next = 0;
        foreach (var count in steps)
        {
            for (var end = next + count; next < end; next++)
            {
                yield return OutputElement.Record(lines[next]);
            }

            yield return OutputElement.Watermark<string>(next);
        }

        for (; next < lines.Count; next++)
        {
            yield return OutputElement.Record(lines[next]);
        }
    }
}
