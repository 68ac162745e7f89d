namespace Flink.ResourceManagers.Drivers;

/// <summary>Makes the driver of one term. What a plug-in offers under <see cref="DriverSurroundings.OfferKind"/> and the name of its system.</summary>
/// <param name="surroundings">What the driver needs of its process.</param>
/// <exception cref="Core.Configuration.ConfigurationException">Options of the driver are missing or not valid.</exception>
public delegate IResourceManagerDriver ResourceManagerDriverFactory(DriverSurroundings surroundings);
