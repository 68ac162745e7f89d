namespace Flink.Yarn.Services;

/// <summary>A component of a service that runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Wanted">How many instances there are to be, in the eyes of the service's ApplicationMaster.</param>
/// <param name="MemoryMb">Of each instance.</param>
/// <param name="VirtualCores">Of each instance.</param>
/// <param name="Containers">Those that have been placed.</param>
internal sealed record ComponentReport(string Name, long Wanted, long MemoryMb, long VirtualCores, IReadOnlyList<ServiceContainer> Containers);
