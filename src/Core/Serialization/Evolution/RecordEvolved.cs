using Flink.Core.Serialization.Formats;
using Flink.Core.Serialization.Schemas;

namespace Flink.Core.Serialization.Evolution;

/// <summary>A struct or class whose fields have changed: those of the old schema are read or skipped one after the other.</summary>
/// <remarks>Made first and filled afterwards, since a record may contain itself.</remarks>
internal sealed class RecordEvolved<T>(RecordSchema schema, int place) : Evolved<T>
{
    private readonly RecordNode _written = (RecordNode)schema.Nodes[place];

    /// <summary>Makes a record without the fields that will be read; null where no record of this type itself can be.</summary>
    public Func<T>? Make { get; set; }

    /// <summary>Fills the fields of a record.</summary>
    public EvolutionCode.FillRecord<T>? Fill { get; set; }

    /// <summary>The readers of the classes that may stand for this one, in the old order.</summary>
    public DerivedEvolved<T>[] Derived { get; set; } = [];

    public override int MinSize => schema.SizeOf(place);

    public override void Read(ref RecordReader reader, out T value)
    {
        value = default!;
        if (_written.IsObject)
        {
            ObjectGuard.EnterRead(ref reader);
            var header = reader.Read<byte>();
            if (header != 1)
            {
                ReadOther(ref reader, header, ref value);
                return;
            }
        }

        if (Make is null || Fill is null)
        {
            reader.ThrowCorrupt($"there are no objects of '{_written.Name}' itself");
        }

        value = Make!();
        Fill!(ref reader, ref value);
    }

    private void ReadOther(ref RecordReader reader, byte header, ref T value)
    {
        if (header == 0)
        {
            return;
        }

        if (header != DerivedFormat<object>.Header)
        {
            reader.ThrowCorrupt($"{header} does not announce an object");
        }

        var derived = reader.ReadVarint();
        if (derived >= (ulong)Derived.Length)
        {
            reader.ThrowCorrupt($"there is no class {derived} among the {Derived.Length} that derive from '{_written.Name}'");
        }

        value = Derived[derived].Read(ref reader);
        if (value is null)
        {
            reader.ThrowCorrupt("an object is announced and null follows");
        }
    }
}
