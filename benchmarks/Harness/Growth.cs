namespace Flink.Benchmarks.Harness;

/// <summary>How the time of a work grows with its size: a plot, each point of which is measured in a process of its own.</summary>
internal sealed class Growth
{
    /// <summary><c>topic/what</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the work does, for the plot.</summary>
    public required string Title { get; init; }

    /// <summary>What it has more or less of.</summary>
    public required string Axis { get; init; }

    /// <summary>The works, from the smallest; their units are what the axis counts.</summary>
    public required IReadOnlyList<Func<Effort, IWork>> Works { get; init; }

    /// <summary>The plot's file in <c>docs/plots</c>.</summary>
    public string File => Name.Replace('/', '-') + ".svg";

    /// <summary>Each work as a figure without a gate, in seconds.</summary>
    public IReadOnlyList<Figure> Points => field ??= [.. Works.Select((work, i) => Figure.Alone($"{Name}-{i + 1}", Unit.Seconds, work))];

    /// <summary>How many units the works have.</summary>
    public IReadOnlyList<long> Sizes(Effort effort) => [.. Works.Select(work => work(effort).Units)];
}
