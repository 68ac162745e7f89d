namespace Flink.Core.State;

/// <summary>A descriptor that can name broadcast state: every <see cref="MapStateDescriptor{TMapKey, TValue}"/>, whatever its types.</summary>
public interface IBroadcastStateDescriptor
{
    /// <summary>Name of the state, unique in its operator.</summary>
    string Name { get; }

    /// <summary>Makes the state known to a store.</summary>
    void Register(IOperatorStateStore store);
}
