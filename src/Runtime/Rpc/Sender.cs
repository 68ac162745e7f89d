namespace Flink.Runtime.Rpc;

/// <summary>Who sent the message at hand.</summary>
/// <param name="address">The sending endpoint, which can be connected to.</param>
/// <param name="cancelled">See <see cref="Cancelled"/>.</param>
public sealed class Sender(EndpointAddress address, CancellationToken cancelled)
{
    /// <summary>The sending endpoint; its name is empty when the caller is none.</summary>
    public EndpointAddress Address => address;

    /// <summary>
    /// Cancelled when nobody waits for the answer to the request any more: its caller gave up, its time has passed, or the
    /// connection is gone. Never for a message that is no request. Callbacks may run on any thread.
    /// </summary>
    public CancellationToken Cancelled => cancelled;
}
