using System.Text;

namespace Flink.Core.Types.Keys;

/// <summary>Keys that are Unicode characters; they hash as the integer of their code does.</summary>
public readonly struct RuneKeyComparer : IKeyComparer<Rune>
{
    /// <inheritdoc/>
    public ulong Hash(in Rune key) => StableHash.Of((long)key.Value);

    /// <inheritdoc/>
    public bool Equals(in Rune left, in Rune right) => left == right;
}
