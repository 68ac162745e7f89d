namespace Flink.Runtime.ResourceManager;

/// <summary>A machine on which nothing new is placed for a while.</summary>
/// <param name="Node">The machine, as the system that starts workers names it.</param>
/// <param name="Cause">Why, for people.</param>
/// <param name="Until">When it is free again.</param>
public sealed record BlockedNode(string Node, string Cause, DateTimeOffset Until);
