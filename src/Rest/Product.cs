using System.Reflection;

namespace Flink.Rest;

/// <summary>What was built, and of which commit.</summary>
internal static class Product
{
    private const int CommitDigits = 7;

    private static readonly string[] _parts =
        (typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+');

    public static string Version => _parts[0];

    public static string Commit => _parts.Length > 1 ? _parts[1][..Math.Min(CommitDigits, _parts[1].Length)] : "unknown";
}
