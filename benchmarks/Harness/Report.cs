using System.Text;

namespace Flink.Benchmarks.Harness;

/// <summary>Renders the newest measurement of each figure as <c>docs/benchmarks.md</c>.</summary>
internal static class Report
{
    public static int Write(IReadOnlyList<Figure> figures)
    {
        var record = ResultFiles.ReadRecord();
        var path = Path.Combine(ResultFiles.Root, "docs", "benchmarks.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Render(figures, record));
        Console.WriteLine($"{path}: {record.Count} figures");
        return 0;
    }

    private static string Render(IReadOnlyList<Figure> figures, IReadOnlyList<RecordedResult> record)
    {
        var text = new StringBuilder()
            .Append("# Benchmarks\n\n")
            .Append("Written by `./benchmarks/run.sh --report`: the newest measurement of each figure. What each one measures: [benchmarks/README.md](../benchmarks/README.md).\n")
            .Append("Few runs, a large spread, or changes that were not committed (`+`) make a row a hint rather than a figure.\n\n");
        foreach (var machine in record.Select(static entry => entry.Origin.Machine).Distinct())
        {
            text.Append($"* Machine: {machine}\n");
        }

        text.Append("\n| figure | unit | ours | limit | ratio | spread | runs | gate | | measured | at |\n|---|---|---:|---:|---:|---:|---:|---|---|---|---|\n");
        foreach (var (result, origin) in record)
        {
            // Figures of systems that this machine does not have now are not in the list, and their gates neither.
            var figure = figures.FirstOrDefault(figure => figure.Name == result.Name);
            text.Append($"| {result.Name} | {result.Unit} | {Table.Number(result.Ours)} | {Table.Number(result.Limit)} | {Table.Number(result.Ratio)} |")
                .Append($" {result.Spread * 100:0} % | {result.Runs} | {figure?.Gate.Text} | {(figure is null ? "" : Table.Verdict(figure, result, Effort.Full))} |")
                .Append($" {origin.Date[..10]} | `{origin.Commit.Replace("+changes", "+", StringComparison.Ordinal)}` |\n");
        }

        return text.ToString();
    }
}
