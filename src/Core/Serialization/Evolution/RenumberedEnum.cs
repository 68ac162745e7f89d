using Flink.Core.Serialization.Schemas;

namespace Flink.Core.Serialization.Evolution;

/// <summary>
/// An enumeration whose constants have other values than they had: each value becomes that of the same name. A value without a
/// name becomes the combination of the same names, where it is made of such, and else keeps its number.
/// </summary>
internal sealed class RenumberedEnum<T> : Evolved<T>
    where T : unmanaged, Enum
{
    private readonly EnumNode _written;
    private readonly Dictionary<ulong, ulong> _values = [];
    private readonly ulong[] _descending;

    /// <summary>Maps the old values to the new ones.</summary>
    /// <param name="written">The enumeration as it was, whose names all exist today.</param>
    /// <param name="today">The names and values of today.</param>
    public RenumberedEnum(EnumNode written, Dictionary<string, ulong> today)
    {
        _written = written;
        foreach (var constant in written.Constants)
        {
            if (today.TryGetValue(constant.Name, out var value))
            {
                _values.TryAdd(constant.Value, value);
            }
        }

        _descending = [.. _values.Keys.Where(value => value != 0).OrderDescending()];
    }

    public override int MinSize => _written.Underlying.Size;

    public override void Read(ref RecordReader reader, out T value)
    {
        var old = EnumBits.Read(ref reader, _written.Underlying);
        var bits = _values.TryGetValue(old, out var renumbered) ? renumbered : Recombine(old);
        value = default;
        if (!EnumBits.TryStore(bits, ref value))
        {
            reader.ThrowCorrupt($"{unchecked((long)bits)} is not a value of '{Types.TypeNames.Display(typeof(T))}'");
        }
    }

    private ulong Recombine(ulong old)
    {
        var (left, bits) = (old, 0UL);
        foreach (var constant in _descending)
        {
            if ((left & constant) == constant)
            {
                left &= ~constant;
                bits |= _values[constant];
            }
        }

        // Partly named numbers are no combination: such a number means itself.
        return left == 0 ? bits : old;
    }
}
