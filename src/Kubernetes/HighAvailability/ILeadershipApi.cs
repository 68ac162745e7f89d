using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>What leadership needs of the API: one lease, and config maps that are only replaced as they were last seen.</summary>
/// <remarks>
/// Writing an object without a resource version creates it. A <see cref="ConflictException"/> says that it was changed, removed, or created by somebody else
/// meanwhile, or by a call of ours whose answer was lost; <see cref="Core.FlinkException"/> that the API refuses and will go on to; anything else that the outcome is open.
/// </remarks>
internal interface ILeadershipApi
{
    Task<V1Lease?> ReadLeaseAsync();

    Task<V1Lease> WriteLeaseAsync(V1Lease lease);

    Task DeleteLeaseAsync(V1Lease lease);

    Task<V1ConfigMap?> ReadMapAsync(string name);

    Task<V1ConfigMap> WriteMapAsync(V1ConfigMap map);

    Task DeleteMapAsync(V1ConfigMap map);

    /// <summary>The cluster's config maps of high availability.</summary>
    Task<IReadOnlyList<V1ConfigMap>> ListMapsAsync();

    /// <summary>Tells of the lease as it is, and at each change; null when there is none.</summary>
    /// <param name="changed">One call at a time, from any thread; also after a time in which the API could not be reached.</param>
    /// <returns>Disposing it ends the calls.</returns>
    IDisposable WatchLease(Action<V1Lease?> changed);
}
