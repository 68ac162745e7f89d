using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Keys;

/// <summary>
/// Keys that are compared and hashed field by field (records, tuples, structs, classes with value equality), by code that is
/// generated once per type.
/// </summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public readonly struct GeneratedKeyComparer<TKey> : IKeyComparer<TKey>
{
    // Compiled at first use, not when the type is named: a type may contain itself.
    private static readonly KeyCode.HashFunction<TKey> HashCode = KeyCode.CompileHash<TKey>();
    private static readonly KeyCode.EqualsFunction<TKey> EqualsCode = KeyCode.CompileEquals<TKey>();

    /// <inheritdoc/>
    public ulong Hash(in TKey key) => HashCode(ref Unsafe.AsRef(in key));

    /// <inheritdoc/>
    public bool Equals(in TKey left, in TKey right) => EqualsCode(ref Unsafe.AsRef(in left), ref Unsafe.AsRef(in right));
}
