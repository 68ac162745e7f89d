namespace Flink.Runtime.ResourceManager;

/// <summary>Why workers that are needed do not come.</summary>
/// <param name="Reason">What is wrong, and what would help.</param>
/// <param name="IsHopeless">Whether it makes no sense to wait: jobs that need these workers fail with the reason. Otherwise they wait on.</param>
public sealed record SupplyTrouble(string Reason, bool IsHopeless);
