using Flink.Core;

namespace Flink.Runtime.Network;

/// <summary>Records cannot go to a worker, or come from it, any longer: its tasks are probably lost, and those here that need them fail.</summary>
/// <param name="peer">The other worker.</param>
/// <param name="channel">The channel that was cut; null for a connection as a whole.</param>
/// <param name="reason">What happened.</param>
/// <param name="cause">What reported it, if anything did.</param>
public sealed class ConnectionLostException(PeerAddress peer, ChannelId? channel, string reason, Exception? cause = null)
    : FlinkException(Describe(peer, channel, reason), cause!, isRetryable: true)
{
    /// <summary>The other worker.</summary>
    public PeerAddress Peer { get; } = peer;

    /// <summary>What happened.</summary>
    public string Reason { get; } = reason;

    private static string Describe(PeerAddress peer, ChannelId? channel, string reason) => channel is { } id
        ? $"The exchange with {peer} was cut: {reason}. Channel: {id}."
        : $"The exchange with {peer} was cut: {reason}.";
}
