using Flink.Core;

namespace Flink.Runtime.State;

/// <summary>One entry of a stored state while its parts are read.</summary>
internal sealed class StoredEntry
{
    private readonly List<byte[]> _parts = [];
    private long _length;

    /// <summary>Adds what follows.</summary>
    public void Add(byte[] part)
    {
        _parts.Add(part);
        _length += part.Length;
    }

    /// <summary>The whole entry; the parts are given up.</summary>
    /// <param name="name">The state's name, for errors.</param>
    /// <exception cref="FlinkException">It does not fit into one array.</exception>
    public ReadOnlyMemory<byte> Join(string name)
    {
        if (_parts.Count == 1)
        {
            return _parts[0];
        }

        if (_length > Array.MaxLength)
        {
            throw new FlinkException(
                $"An entry of state '{name}' has {_length} bytes, and one may have {Array.MaxLength}. Its key group has too many keys: state of this size needs a larger max parallelism.");
        }

        var whole = GC.AllocateUninitializedArray<byte>((int)_length);
        var at = 0;
        foreach (var part in _parts)
        {
            part.CopyTo(whole, at);
            at += part.Length;
        }

        _parts.Clear();
        return whole;
    }
}
