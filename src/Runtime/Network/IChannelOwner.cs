namespace Flink.Runtime.Network;

/// <summary>A task that is told when one of its channels has failed, whatever it waits for.</summary>
internal interface IChannelOwner
{
    /// <summary>A channel can give or take nothing any longer; from any thread, perhaps more than once.</summary>
    void ChannelFailed(Exception cause);
}
