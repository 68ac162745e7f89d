namespace Flink.Core.Types;

/// <summary>
/// Implemented by a record type that knows how to copy itself, where copying its fields one by one would be wrong or impossible
/// (it holds a handle, a framework class that is not data, a cache).
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface ICopyable<TSelf>
{
    /// <summary>A copy that shares nothing mutable with this object; called by the thread that owns the record.</summary>
    TSelf DeepCopy();
}
