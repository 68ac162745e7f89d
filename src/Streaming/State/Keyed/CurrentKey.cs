using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Flink.Core;
using Flink.Core.Types;

namespace Flink.Streaming.State.Keyed;

/// <summary>The key whose state an operator's states read and change now.</summary>
/// <param name="operatorName">Name of the operator, for messages.</param>
/// <param name="range">Key groups of the subtask.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
internal sealed class CurrentKey<TKey>(string operatorName, KeyGroupRange range, int maxParallelism)
{
    private TKey _key = default!;
    private ulong _hash;
    private bool _isSet;

    /// <summary>The key; by reference, since it is handed on at every access.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ref readonly TKey Key
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (!_isSet)
            {
                ThrowNotSet();
            }

            return ref _key;
        }
    }

    /// <summary>The key's hash, if there is a key.</summary>
    public ulong Hash => _hash;

    /// <summary>The key's group, if there is a key.</summary>
    public int KeyGroup => KeyGroups.Of(_hash, maxParallelism);

    /// <exception cref="FlinkException">Another subtask owns the key: it is not the one by which the record was sent here.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(in TKey key, ulong hash)
    {
        if (!range.Contains(KeyGroups.Of(hash, maxParallelism)))
        {
            ThrowForeign(in key, hash);
        }

        _key = key;
        _hash = hash;
        _isSet = true;
    }

    /// <summary>No key is current, and none is kept alive.</summary>
    public void Reset()
    {
        _key = default!;
        _isSet = false;
    }

    [DoesNotReturn]
    private void ThrowNotSet() => throw new InvalidOperationException(
        $"No key is current in '{operatorName}': keyed state can be read and changed only while a record or a timer is processed, not in Open or Close.");

    [DoesNotReturn]
    private void ThrowForeign(in TKey key, ulong hash) => throw new FlinkException(
        $"'{operatorName}' got a record whose key '{key}' is of key group {KeyGroups.Of(hash, maxParallelism)}, but this subtask has the groups {range.Start} to {range.End - 1}. "
        + "The key selector gave another key when the record was sent: it must depend on the record only, and neither the record nor the key may change between.");
}
