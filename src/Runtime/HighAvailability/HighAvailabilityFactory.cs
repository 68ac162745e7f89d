using Flink.Core.Configuration;

namespace Flink.Runtime.HighAvailability;

/// <summary>Makes the services of one provider; this is what a plug-in of kind <see cref="HighAvailabilityProviders.PluginKind"/> offers.</summary>
/// <param name="configuration">The configuration of the process.</param>
/// <param name="surroundings">What the process gives its services.</param>
/// <exception cref="Core.FlinkException">An option is missing or wrong; names it.</exception>
public delegate IHighAvailabilityServices HighAvailabilityFactory(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings);
