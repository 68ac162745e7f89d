namespace Flink.Benchmarks.Records;

/// <summary>A record type that exchanges by key are measured with.</summary>
internal interface IKeyedSample<TSelf> : ISample<TSelf>
{
    /// <summary>The key that decides about the receiver.</summary>
    static abstract long KeyOf(TSelf record);
}
