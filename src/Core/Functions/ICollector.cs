namespace Flink.Core.Functions;

/// <summary>Takes what a function emits; results carry the timestamp of the record at hand unless they are given one.</summary>
public interface ICollector<T>
{
    /// <summary>Timestamp of the record at hand, or <see cref="Records.Timestamp.None"/>.</summary>
    long Timestamp { get; }

    /// <summary>Emits one result, which is copied.</summary>
    void Collect(in T record);

    /// <summary>Emits one result, which is copied, with a timestamp of its own.</summary>
    void Collect(in T record, long timestamp);
}
