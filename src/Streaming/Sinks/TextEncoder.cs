namespace Flink.Streaming.Sinks;

/// <summary>A line of text a record: UTF-8 and strings as they are, numbers and dates culture-invariant, anything else as its ToString says.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class TextEncoder<T> : IRecordEncoder<T>
{
    /// <inheritdoc/>
    public void EncodeHeader(EncodeBuffer output)
    {
    }

    /// <inheritdoc/>
    public void Encode(in T record, EncodeBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ValueText<T>.Text(in record, output);
        output.Append((byte)'\n');
    }
}
