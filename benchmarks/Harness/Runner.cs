namespace Flink.Benchmarks.Harness;

/// <summary>Measures the figures that a filter names, prints them as a table and keeps them.</summary>
internal sealed class Runner(IReadOnlyList<Figure> figures, RunOptions options)
{
    /// <returns>The exit code: 1 when a figure failed or, if asked for, missed its gate.</returns>
    public int Run()
    {
        var chosen = figures.Where(figure => figure.Matches(options.Filter)).ToList();
        if (chosen.Count == 0)
        {
            Console.Error.WriteLine($"No figure has '{options.Filter}' in its name; --list prints them all.");
            return 2;
        }

        var origin = RunOrigin.Here();
        var results = new List<Result>();
        var bad = 0;
        Console.WriteLine(Table.Header);
        foreach (var figure in chosen)
        {
            if (!figure.IsAvailable)
            {
                Console.WriteLine($"{figure.Name,-Table.NameWidth} not measured: {figure.Needs} is not set");
                continue;
            }

            try
            {
                var result = new FigureRun(figure, options).Measure();
                results.Add(result);
                Console.WriteLine(Table.Row(figure, result, options.Effort));
                bad += options.Gate && Table.IsMissed(figure, result) ? 1 : 0;
            }
            catch (BenchmarkFailure failure)
            {
                bad++;
                Console.WriteLine($"{figure.Name,-Table.NameWidth} FAILED");
                Console.Error.WriteLine(failure.Message);
            }
        }

        if (options.Effort == Effort.Full)
        {
            ResultFiles.Write(results, origin);
        }

        return bad > 0 ? 1 : 0;
    }
}
