namespace Flink.Streaming.Tests.Harness;

/// <summary>Recorded behaviour of Apache Flink: see the README beside each case.</summary>
public static class GoldenCase
{
    public static IReadOnlyList<string> Lines(string name, string file) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", name, file));
}
