namespace Flink.Core.Serialization.Evolution;

/// <summary>Reads values that were written under an older schema as what the program declares today.</summary>
internal abstract class Evolved<T>
{
    /// <summary>The least bytes of a value as it was written.</summary>
    public abstract int MinSize { get; }

    public abstract void Read(ref RecordReader reader, out T value);

    public void ReadAll(ref RecordReader reader, Span<T> values)
    {
        var size = MinSize;
        reader.SetAside(values.Length, size);
        foreach (ref var value in values)
        {
            reader.Release(size);
            Read(ref reader, out value);
        }
    }
}
