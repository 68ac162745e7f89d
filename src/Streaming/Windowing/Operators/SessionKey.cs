namespace Flink.Streaming.Windowing.Operators;

/// <summary>One of the sessions of a key that are not its latest.</summary>
internal struct SessionKey<TKey>
{
    public TKey Key;

    /// <summary>Counted from 0.</summary>
    public int Number;
}
