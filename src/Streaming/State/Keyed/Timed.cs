namespace Flink.Streaming.State.Keyed;

/// <summary>A value with the processing time from which its time to live counts.</summary>
internal struct Timed<T>
{
    public T Value;
    public long Since;
}
