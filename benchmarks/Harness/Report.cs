using System.Text;

namespace Flink.Benchmarks.Harness;

/// <summary>Renders the last run as <c>docs/benchmarks.md</c>.</summary>
internal static class Report
{
    public static int Write(IReadOnlyList<Figure> figures)
    {
        var (results, origin) = ResultFiles.Read();
        var path = Path.Combine(ResultFiles.Root, "docs", "benchmarks.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Render(figures, results, origin));
        Console.WriteLine($"{path}: {results.Count} figures");
        return 0;
    }

    private static string Render(IReadOnlyList<Figure> figures, IReadOnlyList<Result> results, RunOrigin origin)
    {
        var text = new StringBuilder()
            .Append("# Benchmarks\n\n")
            .Append("Written by `./benchmarks/run.sh --report` from the last run. What each figure measures: [benchmarks/README.md](../benchmarks/README.md).\n\n")
            .Append($"* Machine: {origin.Machine}\n* Commit: `{origin.Commit}`\n* Date: {origin.Date}\n\n")
            .Append("| figure | unit | ours | limit | ratio | spread | runs | gate | |\n|---|---|---:|---:|---:|---:|---:|---|---|\n");
        foreach (var result in results)
        {
            var figure = figures.FirstOrDefault(figure => figure.Name == result.Name)
                ?? throw new BenchmarkFailure($"The last run has a figure '{result.Name}' that is not there any more; run the benchmarks again.");
            text.Append($"| {result.Name} | {result.Unit} | {Table.Number(result.Ours)} | {Table.Number(result.Limit)} | {Table.Number(result.Ratio)} |")
                .Append($" {result.Spread * 100:0} % | {result.Runs} | {figure.Gate.Text} | {Table.Verdict(figure, result, Effort.Full)} |\n");
        }

        return text.ToString();
    }
}
