using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flink.Streaming.Sinks;

/// <summary>A line of JSON a record (JSON Lines), by System.Text.Json: public properties and fields under their names.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class JsonLinesEncoder<T> : IRecordEncoder<T>
{
    private readonly JsonSerializerOptions? _options;

    // Code and caches of this process: made again where the encoder runs.
    [NonSerialized]
    private Plan? _plan;

    /// <summary>An encoder with usual options.</summary>
    public JsonLinesEncoder() => _plan = Plan.Of(JsonLines.Options);

    /// <summary>An encoder with the caller's options, which must not be indented: an end of line ends a record.</summary>
    /// <exception cref="ArgumentException">The options are indented.</exception>
    public JsonLinesEncoder(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.WriteIndented)
        {
            throw new ArgumentException("JSON lines can't be indented: each record takes exactly one line. Turn WriteIndented off.", nameof(options));
        }

        _options = options;
        _plan = Plan.Of(options);
    }

    /// <inheritdoc/>
    public void EncodeHeader(EncodeBuffer output)
    {
    }

    /// <inheritdoc/>
    public void Encode(in T record, EncodeBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var plan = _plan ??= Plan.Of(_options ?? JsonLines.Options);
        JsonSerializer.Serialize(output.Json(plan.Writer), record, plan.Type);
        output.Append((byte)'\n');
    }

    private sealed record Plan(JsonTypeInfo<T> Type, JsonWriterOptions Writer)
    {
        public static Plan Of(JsonSerializerOptions options)
        {
            options.MakeReadOnly(populateMissingResolver: true);
            return new Plan(
                (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)), new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth });
        }
    }
}
