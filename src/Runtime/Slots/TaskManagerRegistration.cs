namespace Flink.Runtime.Slots;

/// <summary>The answer to a worker that wants to register.</summary>
/// <param name="Instance">The registration; null when it was refused.</param>
/// <param name="RefusedBecause">Why; null when it was accepted.</param>
/// <param name="IsFinal">Of a refused one: whether the worker should end instead of asking again.</param>
public sealed record TaskManagerRegistration(InstanceId? Instance, string? RefusedBecause = null, bool IsFinal = false);
