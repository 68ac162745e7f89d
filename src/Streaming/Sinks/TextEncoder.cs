using Flink.Core.Types;

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
        Append(in record, output);
        output.Append((byte)'\n');
    }

    /// <summary>Appends the text alone.</summary>
    internal static void Append(in T record, EncodeBuffer output)
    {
        // For a struct the tests are decided when the method is compiled, and nothing is boxed.
        if (record is Utf8String utf8)
        {
            output.Append(utf8.Span);
        }
        else if (record is string text)
        {
            output.Append(text);
        }
        else if (record is IUtf8SpanFormattable)
        {
            ValueText<T>.Append(record, output);
        }
        else
        {
            output.Append(record?.ToString());
        }
    }
}
