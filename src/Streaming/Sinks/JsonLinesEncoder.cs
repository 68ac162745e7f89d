using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flink.Streaming.Sinks;

/// <summary>A line of JSON a record (JSON Lines), by System.Text.Json: public properties and fields under their names.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class JsonLinesEncoder<T> : IRecordEncoder<T>
{
    private readonly JsonTypeInfo<T> _type;
    private readonly JsonWriterOptions _writer;

    /// <summary>An encoder with usual options.</summary>
    public JsonLinesEncoder()
        : this(JsonLines.Options)
    {
    }

    /// <summary>An encoder with the caller's options, which must not be indented: an end of line ends a record.</summary>
    /// <exception cref="ArgumentException">The options are indented.</exception>
    public JsonLinesEncoder(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.WriteIndented)
        {
            throw new ArgumentException("JSON lines can't be indented: each record takes exactly one line. Turn WriteIndented off.", nameof(options));
        }

        options.MakeReadOnly(populateMissingResolver: true);
        _type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        _writer = new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth };
    }

    /// <inheritdoc/>
    public void EncodeHeader(EncodeBuffer output)
    {
    }

    /// <inheritdoc/>
    public void Encode(in T record, EncodeBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        JsonSerializer.Serialize(output.Json(_writer), record, _type);
        output.Append((byte)'\n');
    }
}
