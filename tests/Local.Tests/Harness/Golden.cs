namespace Flink.Local.Tests.Harness;

/// <summary>Recorded behaviour of Apache Flink, shared with the tests of the API: tests/Semantics.Tests/Golden.</summary>
internal static class Golden
{
    public static IReadOnlyList<string> Lines(string name, string file) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", name, file));
}
