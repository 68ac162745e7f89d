namespace Flink.Core.Serialization.Evolution;

/// <summary>Reads objects of one derived class as what their base class declares.</summary>
internal abstract class DerivedEvolved<TBase>
{
    public abstract TBase Read(ref RecordReader reader);
}

/// <inheritdoc cref="DerivedEvolved{TBase}"/>
/// <param name="inner">Reads the object.</param>
internal sealed class DerivedEvolved<TBase, TDerived>(Evolved<TDerived> inner) : DerivedEvolved<TBase>
    where TDerived : TBase
{
    public override TBase Read(ref RecordReader reader)
    {
        inner.Read(ref reader, out var value);
        return value;
    }
}
