namespace Flink.Runtime.Slots;

/// <summary>How many slots of one size a job needs.</summary>
/// <param name="Profile">The size, where no network memory stands for the share that goes with the cores; <see cref="ResourceProfile.Unknown"/> for the worker's default.</param>
/// <param name="Count">How many; above zero.</param>
public sealed record ResourceRequirement(ResourceProfile Profile, int Count);
