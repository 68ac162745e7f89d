using System.Reflection;

namespace Flink.Cli.Output;

/// <summary>What was built, and of which commit.</summary>
internal static class ProductVersion
{
    private static readonly string[] _parts =
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+');

    public static string Number => _parts[0];

    /// <summary>The first seven digits, as Apache Flink prints them.</summary>
    public static string Commit => _parts.Length > 1 ? _parts[1][..Math.Min(7, _parts[1].Length)] : "unknown";
}
