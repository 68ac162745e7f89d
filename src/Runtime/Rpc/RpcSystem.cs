using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Rpc;

/// <summary>What every transport shares: the endpoints of this process, and how they reach each other without any transport.</summary>
/// <param name="scheduler">Runs the endpoints.</param>
/// <param name="address">How other processes reach this one.</param>
public abstract class RpcSystem(IScheduler scheduler, string address) : IRpcSystem
{
    private readonly Dictionary<string, LocalEndpoint> _endpoints = [];
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public virtual string Address => address;

    /// <inheritdoc/>
    public TimeProvider Clock => scheduler.Clock;

    /// <inheritdoc/>
    public void Register(RpcEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var local = new LocalEndpoint(endpoint);
        lock (_gate)
        {
            if (!_endpoints.TryAdd(endpoint.Name, local))
            {
                throw new InvalidOperationException($"Process {Address} already has an endpoint '{endpoint.Name}'.");
            }
        }

        endpoint.Bind(this, () => Remove(local));

        // Endpoints side by side on the same worker would wait for each other: spread them.
        scheduler.Start(endpoint, Affinity(endpoint.Name));
    }

    /// <inheritdoc/>
    public Task UnregisterAsync(RpcEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (Find(endpoint.Name) is not { } local || local.Endpoint != endpoint)
        {
            return Task.CompletedTask;
        }

        endpoint.Stop();
        return local.Gone;
    }

    /// <inheritdoc/>
    public Peer Connect(EndpointAddress target, FencingToken token, string sender = "")
    {
        var from = new EndpointAddress(Address, sender);
        return target.Process == Address
            ? new LocalPeer(target, token, from, Find(target.Name), Clock)
            : ConnectRemote(target, token, from);
    }

    /// <summary>Connects to an endpoint of another process.</summary>
    protected abstract Peer ConnectRemote(EndpointAddress target, FencingToken token, EndpointAddress sender);

    internal static EndpointUnreachableException NoEndpoint(EndpointAddress address) =>
        new($"Process {address.Process} has no endpoint '{address.Name}' (any more).");

    internal static EndpointUnreachableException Closed(EndpointAddress address) =>
        new($"The connection to {address} was closed by this process.");

    internal LocalEndpoint? Find(string name)
    {
        lock (_gate)
        {
            return _endpoints.GetValueOrDefault(name);
        }
    }

    private void Remove(LocalEndpoint local)
    {
        lock (_gate)
        {
            _endpoints.Remove(local.Endpoint.Name);
        }

        local.HasGone(NoEndpoint(local.Endpoint.Address));
    }

    private static int Affinity(string name) => name.Aggregate(0, static (hash, letter) => (hash * 31) + letter) & int.MaxValue;
}
