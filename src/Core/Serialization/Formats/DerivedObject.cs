namespace Flink.Core.Serialization.Formats;

/// <summary>Writes and reads the objects of one derived class as what their base class declares.</summary>
internal abstract class DerivedObject<TBase>
    where TBase : class
{
    public abstract void Write(ref RecordWriter writer, TBase value);

    public abstract TBase? Read(ref RecordReader reader);
}

/// <inheritdoc cref="DerivedObject{TBase}"/>
internal sealed class DerivedObject<TBase, TDerived, TFormat> : DerivedObject<TBase>
    where TBase : class
    where TDerived : class, TBase
    where TFormat : struct, IRecordFormat<TDerived>
{
    public override void Write(ref RecordWriter writer, TBase value) => TFormat.Write(ref writer, (TDerived)value);

    public override TBase? Read(ref RecordReader reader)
    {
        TFormat.Read(ref reader, out var value);
        return value;
    }
}
