namespace Flink.Client.Deployment;

/// <summary>
/// Makes what starts and finds clusters in one system. What a plug-in offers under <see cref="DescriptorSurroundings.OfferKind"/> and the names of its targets
/// (<c>flink run -t NAME</c>, <see cref="DeploymentTarget"/>): the same under all of them.
/// </summary>
/// <param name="surroundings">What it needs of its process.</param>
/// <exception cref="Core.Configuration.ConfigurationException">Options of the system are missing or not valid.</exception>
public delegate IClusterDescriptor ClusterDescriptorFactory(DescriptorSurroundings surroundings);
