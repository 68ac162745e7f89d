namespace Flink.Core.Types.Keys;

/// <summary>
/// Implemented by a key type that defines its own equality (for example without regard to case): the system then asks the type
/// and does not compare its fields.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IStableKey<TSelf> : IEquatable<TSelf>
{
    /// <summary>
    /// A hash that is equal for equal values and the same in every process and version; build it with <see cref="StableHash"/>,
    /// never from <see cref="object.GetHashCode"/> or the framework's own hash codes, which differ from process to process.
    /// </summary>
    ulong StableHashCode();
}
