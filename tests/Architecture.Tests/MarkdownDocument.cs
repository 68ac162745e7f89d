using System.Text.RegularExpressions;

namespace Flink.Architecture.Tests;

/// <summary>The few questions these tests ask of a Markdown file.</summary>
public sealed partial record MarkdownDocument(string RelativePath, string[] Lines)
{
    public static MarkdownDocument Load(string relative) => new(relative, File.ReadAllLines(Repository.PathOf(relative)));

    /// <summary>Lines below the heading, up to the next heading; empty when there is no such heading.</summary>
    public IEnumerable<string> Section(string heading) => Lines
        .SkipWhile(line => line != heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith('#'));

    /// <summary>The first path in backticks of each item of the section's list.</summary>
    public IEnumerable<string> ListedPaths(string heading) => Section(heading)
        .Select(line => ListItem().Match(line))
        .Where(match => match.Success)
        .Select(match => match.Groups["path"].Value);

    /// <summary>Targets of links into this repository, relative to this file's folder, without their fragment.</summary>
    public IEnumerable<string> LocalLinks() => Lines
        .SelectMany(line => Link().Matches(line))
        .Select(match => match.Groups["target"].Value.Split('#')[0])
        .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*(?:[-*]|\d+\.)\s+`(?<path>[^`]+)`")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
