using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Tcp;

/// <summary>Whoever is at the other end of a connection and has not said who it is, whichever side has called.</summary>
/// <param name="transport">Its connection.</param>
internal sealed class Newcomer(Transport transport)
{
    private volatile string? _reason;

    public Transport Transport => transport;

    /// <summary>Why it was cut off; null while it was not.</summary>
    public string? Reason => _reason;

    /// <summary>Ends its connection; the thread that listens to it goes on with an exception.</summary>
    public void CutOff(string reason)
    {
        _reason ??= reason;
        transport.Dispose();
    }
}
