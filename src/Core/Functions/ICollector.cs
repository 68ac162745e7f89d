namespace Flink.Core.Functions;

/// <summary>Takes what a function emits; results carry the timestamp of the record at hand.</summary>
public interface ICollector<T>
{
    /// <summary>Emits one result, which is copied.</summary>
    void Collect(in T record);
}
