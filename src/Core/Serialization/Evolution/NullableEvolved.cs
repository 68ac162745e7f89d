using Flink.Core.Serialization.Formats;

namespace Flink.Core.Serialization.Evolution;

/// <summary>A value that may be null, and may have been null before or not.</summary>
/// <param name="inner">Reads the value itself.</param>
/// <param name="wasNullable">Whether a byte before it says if there is one.</param>
internal sealed class NullableEvolved<T>(Evolved<T> inner, bool wasNullable) : Evolved<T?>
    where T : struct
{
    public override int MinSize => wasNullable ? 1 : inner.MinSize;

    public override void Read(ref RecordReader reader, out T? value)
    {
        value = null;
        if (wasNullable)
        {
            BooleanFormat.Read(ref reader, out var present);
            if (!present)
            {
                return;
            }
        }

        inner.Read(ref reader, out var read);
        value = read;
    }
}
