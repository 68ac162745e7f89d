using System.Globalization;

namespace Flink.Semantics.Tests.Harness;

/// <summary>Reads what was recorded: the folders below Golden.</summary>
internal static class GoldenFiles
{
    private static readonly string _root = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static IReadOnlyList<string> Cases =>
        [.. Directory.GetDirectories(_root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<InputLine> Input(string name) =>
        [.. File.ReadLines(Path.Combine(_root, name, "input.csv")).Skip(1).Select(Parse)];

    /// <summary>What came out under each tag, in order.</summary>
    public static ILookup<string, string> Expected(string name) => File.ReadLines(Path.Combine(_root, name, "expected.csv"))
        .Select(line => line.Split(',', 2))
        .ToLookup(parts => parts[0], parts => parts[1]);

    private static InputLine Parse(string line)
    {
        var fields = line.Split(',', 6);
        var kind = fields[1] switch
        {
            "rec" => LineKind.Record,
            "wm" => LineKind.Watermark,
            "idle" => LineKind.Idle,
            "sleep" => LineKind.Sleep,
            _ => throw new FormatException($"'{line}' is of no kind that Golden/README.md names."),
        };
        return new InputLine(fields[0], kind, fields[2], Number(fields[3]), Number(fields[4]), fields[5]);
    }

    private static long Number(string field) => field.Length == 0 ? 0 : long.Parse(field, CultureInfo.InvariantCulture);
}
