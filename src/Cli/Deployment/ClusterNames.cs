using System.Security.Cryptography;
using System.Text;
using Flink.Cli.CommandLine;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Deployment;

/// <summary>Names of clusters: what every system takes (<see cref="Client.Deployment.ClusterSpecification.ClusterId"/>).</summary>
internal static class ClusterNames
{
    /// <summary>What names are, for messages.</summary>
    public const string Rule = "a cluster's name has small letters, digits and dashes, begins with a letter and is at most 45 long";

    private const int Longest = 45;
    private const int RandomLetters = 6;

    /// <summary>A new name after a program.</summary>
    public static string Of(string program)
    {
        var name = new StringBuilder();
        foreach (var letter in Path.GetFileNameWithoutExtension(program).ToLowerInvariant())
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        }

        var plain = name.ToString().Trim('-');
        plain = plain.Length > 0 && char.IsAsciiLetter(plain[0]) ? plain : $"flink-{plain}";
        return $"{plain[..Math.Min(plain.Length, Longest - RandomLetters - 1)].Trim('-')}-{RandomNumberGenerator.GetHexString(RandomLetters, lowercase: true)}";
    }

    /// <summary>The name that is configured for a cluster to be started: <c>cluster.id</c>, else the system's own option; null where there is none.</summary>
    /// <exception cref="CliException">It is none that every system takes.</exception>
    public static string? ToDeploy(LoadedConfiguration loaded, IClusterDescriptor descriptor) => Configured(loaded, descriptor) is { } name ? Check(name) : null;

    /// <summary>The cluster that is configured, by <c>cluster.id</c> or by what its system calls it, which need not be a name; null where there is none.</summary>
    public static string? Configured(LoadedConfiguration loaded, IClusterDescriptor descriptor) =>
        loaded.Configuration.TryGet(ClusterOptions.Id, out var id) ? id : descriptor.ConfiguredClusterId;

    /// <summary>Whether every system takes it.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= Longest && char.IsAsciiLetterLower(name[0]) && name[^1] != '-'
        && name.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    /// <summary>A name that somebody has chosen.</summary>
    /// <exception cref="CliException">It is none that every system takes.</exception>
    public static string Check(string name) => IsName(name)
        ? name
        : throw new CliException($"{Rule}: {name}");
}
