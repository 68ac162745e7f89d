namespace Flink.Runtime.Rpc;

/// <summary>What one endpoint tells another. Derived are sealed records of values that the serializers support.</summary>
/// <remarks>
/// Immutable: a transport inside one process hands the object itself over. Every kind has a stable name in
/// <see cref="MessageRegistry"/>, without which it does not travel between processes.
/// </remarks>
public abstract record Message;
