using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Figures;
using Flink.Benchmarks.Harness;

try
{
    if (args is [ChildProcess.Command, var name, var side, var effort])
    {
        var figure = Catalogue.Find(name);
        var measure = Enum.Parse<Side>(side, ignoreCase: true) == Side.Ours
            ? figure.Ours
            : figure.Limit ?? throw new ArgumentException($"{name} has no limit that is measured.");
        ChildProcess.Answer(measure(Enum.Parse<Effort>(effort, ignoreCase: true)));
        return 0;
    }

    if (args is [ClusterJobs.Command, var job, var parallelism])
    {
        await ClusterJobs.Execute(job, parallelism);
        return 0;
    }

    var options = RunOptions.Parse(args);
    if (options.List)
    {
        foreach (var figure in Catalogue.Figures.Where(figure => figure.Matches(options.Filter)))
        {
            Console.WriteLine($"{figure.Name,-Table.NameWidth} {figure.Unit.Name,-8} {figure.Gate.Text,-8}{(figure.IsAvailable ? "" : $" needs {figure.Needs}")}".TrimEnd());
        }

        return 0;
    }

    return options.Report ? Report.Write(Catalogue.Figures, Growths.All)
        : options.Plot ? new Plotter(Growths.All, options).Run()
        : new Runner(Catalogue.Figures, options).Run();
}
catch (Exception failure) when (failure is ArgumentException or BenchmarkFailure)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}
