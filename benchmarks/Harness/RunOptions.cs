using System.Globalization;

namespace Flink.Benchmarks.Harness;

/// <summary>What the command line asks for.</summary>
internal sealed record RunOptions
{
    public const string Usage = "usage: run.sh [filter] [--smoke] [--pairs N] [--gate] [--list] [--report] [--plot]";

    /// <summary>Pairs of processes that a figure gets at least.</summary>
    private const int DefaultPairs = 5;

    /// <summary>A topic or a part of a name; null means every figure.</summary>
    public string? Filter { get; private init; }

    public Effort Effort { get; private init; } = Effort.Full;

    public int Pairs { get; private init; } = DefaultPairs;

    /// <summary>Close calls get more pairs, and a missed gate is an exit code of 1.</summary>
    public bool Gate { get; private init; }

    public bool List { get; private init; }

    public bool Report { get; private init; }

    /// <summary>Measures and draws how works grow, instead of figures.</summary>
    public bool Plot { get; private init; }

    /// <exception cref="ArgumentException">An argument is none of those of <see cref="Usage"/>.</exception>
    public static RunOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new RunOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--smoke" => options with { Effort = Effort.Smoke, Pairs = 1 },
                "--gate" => options with { Gate = true },
                "--list" => options with { List = true },
                "--report" => options with { Report = true },
                "--plot" => options with { Plot = true },
                "--pairs" when i + 1 < arguments.Length => options with { Pairs = Count(arguments[++i]) },
                ['-', ..] => throw new ArgumentException($"Unknown or incomplete option '{arguments[i]}'. {Usage}"),
                _ when options.Filter is not null => throw new ArgumentException($"More than one filter: '{options.Filter}', '{arguments[i]}'. {Usage}"),
                var filter => options with { Filter = filter },
            };
        }

        return options;
    }

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new ArgumentException($"--pairs takes a number of at least 1, not '{text}'. {Usage}");
}
