namespace Flink.Runtime.Slots;

/// <summary>How many slots of one size a job needs.</summary>
/// <param name="Profile">The size; <see cref="ResourceProfile.Unknown"/> for the worker's default.</param>
/// <param name="Count">How many; above zero.</param>
public sealed record ResourceRequirement(ResourceProfile Profile, int Count);
