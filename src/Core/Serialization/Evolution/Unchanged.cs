using Flink.Core.Serialization.Formats;

namespace Flink.Core.Serialization.Evolution;

/// <summary>A part that is written today as it was.</summary>
internal sealed class Unchanged<T, TFormat> : Evolved<T>
    where TFormat : struct, IRecordFormat<T>
{
    public override int MinSize => TFormat.MinSize;

    public override void Read(ref RecordReader reader, out T value) => TFormat.Read(ref reader, out value);
}
