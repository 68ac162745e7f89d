using Flink.Runtime.Network.Remote;

namespace Flink.Runtime.Network.InProcess;

/// <summary>The network of one of several workers in a process; see <see cref="InProcessWires"/>.</summary>
public sealed class InProcessNetwork : ChannelNetwork
{
    private readonly InProcessWires _wires;

    internal InProcessNetwork(PeerAddress address, NetworkSettings settings, TimeProvider clock, InProcessWires wires)
        : base(settings, clock)
    {
        Address = address;
        _wires = wires;
    }

    /// <inheritdoc/>
    public override PeerAddress Address { get; }

    /// <inheritdoc/>
    internal override PeerLink LinkTo(PeerAddress peer) => _wires.LinkBetween(this, peer);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _wires.Remove(Address.Id);
    }
}
