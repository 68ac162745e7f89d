namespace Flink.Yarn.Rest;

/// <summary>What a ResourceManager says of itself; one that stands by says it too.</summary>
/// <param name="State">STARTED and so on.</param>
/// <param name="HaState">ACTIVE or STANDBY.</param>
/// <param name="HadoopVersion">Its version.</param>
internal sealed record ClusterInfo(string State, string HaState, string HadoopVersion);
