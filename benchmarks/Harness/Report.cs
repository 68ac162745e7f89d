using System.Text;

namespace Flink.Benchmarks.Harness;

/// <summary>Renders the newest measurement of each figure that there still is as <c>docs/benchmarks.md</c>.</summary>
internal static class Report
{
    public static int Write(IReadOnlyList<Figure> figures, IReadOnlyList<Growth> growths)
    {
        var record = ResultFiles.ReadRecord();
        var path = Path.Combine(ResultFiles.Root, "docs", "benchmarks.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Render(figures, record) + RenderPlots(growths));
        Console.WriteLine($"{path}: {record.Count(entry => figures.Any(figure => figure.Name == entry.Result.Name))} figures");
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
        var known = figures.ToDictionary(static figure => figure.Name);
        foreach (var (result, origin) in record)
        {
            if (!known.TryGetValue(result.Name, out var figure))
            {
                continue;
            }

            text.Append($"| {result.Name} | {result.Unit} | {Table.Number(result.Ours)} | {Table.Number(result.Limit)} | {Table.Number(result.Ratio)} |")
                .Append($" {result.Spread * 100:0} % | {result.Runs} | {figure.Gate.Text} | {Table.Verdict(figure, result, Effort.Full)} |")
                .Append($" {origin.Date[..10]} | `{origin.Commit.Replace("+changes", "+", StringComparison.Ordinal)}` |\n");
        }

        return text.ToString();
    }

    private static string RenderPlots(IReadOnlyList<Growth> growths) =>
        string.Concat(growths.Where(static growth => File.Exists(Path.Combine(ResultFiles.Plots, growth.File))).Select(static growth => $"\n![{growth.Title}](plots/{growth.File})\n"));
}
