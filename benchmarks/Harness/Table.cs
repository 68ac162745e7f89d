using System.Globalization;

namespace Flink.Benchmarks.Harness;

/// <summary>The table that a run prints, row by row.</summary>
internal static class Table
{
    public const int NameWidth = 34;

    public static string Header { get; } =
        $"{"name",-NameWidth} {"unit",-8} {"ours",10} {"limit",10} {"ratio",7} {"spread",7} {"runs",5}  {"gate",-9}";

    public static string Row(Figure figure, Result result, Effort effort) =>
        $"{result.Name,-NameWidth} {result.Unit,-8} {Number(result.Ours),10} {Number(result.Limit),10} {Number(result.Ratio),7}"
        + $" {result.Spread.ToString("0 %", CultureInfo.InvariantCulture),7} {result.Runs,5}  {figure.Gate.Text,-9} {Verdict(figure, result, effort)}";

    /// <summary>Whether a gate was measured and not kept.</summary>
    public static bool IsMissed(Figure figure, Result result) => result.Ratio is { } ratio && figure.Gate.Holds(ratio) == false;

    /// <summary>What to say of the gate.</summary>
    public static string Verdict(Figure figure, Result result, Effort effort) => (effort, result.Ratio) switch
    {
        (Effort.Smoke, _) => "ran",
        (_, null) when figure.Peer is not null => "no peer",
        (_, { } ratio) when figure.Gate.Holds(ratio) is { } holds => holds ? "ok" : "MISS",
        _ => "",
    };

    /// <summary>Three significant digits, enough for figures that move by a few per cent.</summary>
    public static string Number(double? value) => value switch
    {
        null => "-",
        0 => "0",
        { } number when Math.Abs(number) >= 1000 => number.ToString("#,0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 100 => number.ToString("0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 10 => number.ToString("0.0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 0.01 => number.ToString("0.00", CultureInfo.InvariantCulture),
        { } number => number.ToString("0.0e0", CultureInfo.InvariantCulture),
    };
}
