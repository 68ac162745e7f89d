namespace Flink.Architecture.Tests;

/// <summary>Names of the project table: exact, or a prefix followed by a star.</summary>
public static class Pattern
{
    public static bool Matches(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : name == pattern;
}
