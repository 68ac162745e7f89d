namespace Flink.Runtime.Rpc;

/// <summary>The reply to a request that only wants to know that it was done.</summary>
public readonly record struct Acknowledge
{
    /// <summary>The one value.</summary>
    public static Acknowledge Done => default;
}
