namespace Flink.Runtime.Network;

/// <summary>Where another worker takes records.</summary>
/// <param name="Id">Its name in the cluster.</param>
/// <param name="Host">Host that others reach it by.</param>
/// <param name="Port">Its data port.</param>
public sealed record PeerAddress(string Id, string Host, int Port)
{
    /// <summary>As errors and logs show it.</summary>
    public override string ToString() => $"worker {Id} at {Host}:{Port}";
}
