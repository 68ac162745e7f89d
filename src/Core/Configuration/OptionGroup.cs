namespace Flink.Core.Configuration;

/// <summary>Options that belong together: one chapter of the reference page.</summary>
/// <param name="Title">The chapter's heading.</param>
/// <param name="Options">In the order of the page.</param>
/// <param name="Prefixes">Families of free keys that belong to the chapter.</param>
public sealed record OptionGroup(string Title, IReadOnlyList<ConfigOption> Options, params IReadOnlyList<KnownPrefix> Prefixes);
