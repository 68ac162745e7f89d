using Flink.Runtime.Network.Remote;
using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network;

/// <summary>Joins channels whose ends are in two workers. There is one for each worker.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public abstract class ChannelNetwork : IDisposable
{
    private protected ChannelNetwork(NetworkSettings settings, TimeProvider clock)
    {
        Pool = new BufferPool(settings.MostIdleBytes);
        Inputs = new InputRegistry(clock, settings.OpenTimeout);
        Compresses = settings.Compresses;
    }

    /// <summary>Where other workers reach this one.</summary>
    public abstract PeerAddress Address { get; }

    internal BufferPool Pool { get; }

    internal InputRegistry Inputs { get; }

    internal bool Compresses { get; }

    /// <summary>Closes all connections; channels that are still open fail.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The connection to a worker, which need not be there yet; a new one when the last has failed.</summary>
    internal abstract PeerLink LinkTo(PeerAddress peer);

    /// <summary>Opens a channel from its sending end; before the producer runs. What goes wrong fails the producer.</summary>
    internal void Open(RemoteSender sender) => LinkTo(sender.Peer).Open(sender);

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing) => Inputs.Dispose();
}
