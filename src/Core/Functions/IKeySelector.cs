namespace Flink.Core.Functions;

/// <summary>The key of a record. Must give the same key for the same record, always.</summary>
public interface IKeySelector<T, out TKey>
{
    /// <summary>The key; never null.</summary>
    TKey GetKey(in T record);
}
