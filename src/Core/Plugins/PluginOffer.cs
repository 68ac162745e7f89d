namespace Flink.Core.Plugins;

/// <summary>What a plug-in offers of one kind.</summary>
/// <param name="Kind">The kind: "file-system", "resource-manager", ...; the host decides which it knows.</param>
/// <param name="Names">The names within the kind: schemes, names of resource managers.</param>
public sealed record PluginOffer(string Kind, IReadOnlyList<string> Names);
