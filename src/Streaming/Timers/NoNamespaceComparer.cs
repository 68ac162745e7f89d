using Flink.Core.Types.Keys;

namespace Flink.Streaming.Timers;

/// <summary>All are the same.</summary>
public readonly struct NoNamespaceComparer : IKeyComparer<NoNamespace>
{
    /// <inheritdoc/>
    public ulong Hash(in NoNamespace key) => 0;

    /// <inheritdoc/>
    public bool Equals(in NoNamespace left, in NoNamespace right) => true;
}
