namespace Flink.Streaming.Windowing.Slices;

/// <summary>The user's aggregate failed as the slices of a key were merged; the operator says at which window.</summary>
/// <param name="key">The key.</param>
/// <param name="cause">What the aggregate threw.</param>
internal sealed class MergeFailure<TKey>(TKey key, Exception cause) : Exception(cause.Message, cause)
{
    public TKey Key { get; } = key;
}
