using System.Numerics;
using Flink.Core.Serialization.Formats;

namespace Flink.Core.Serialization.Evolution;

/// <summary>A number whose type has become one that holds all values of the old one.</summary>
internal sealed class WidenedNumber<TOld, TNew, TFormat> : Evolved<TNew>
    where TOld : unmanaged, INumberBase<TOld>
    where TNew : INumberBase<TNew>
    where TFormat : struct, IRecordFormat<TOld>
{
    public override int MinSize => TFormat.MinSize;

    public override void Read(ref RecordReader reader, out TNew value)
    {
        TFormat.Read(ref reader, out var old);
        value = TNew.CreateChecked(old);
    }
}
