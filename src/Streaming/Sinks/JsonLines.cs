using System.Text.Json;
using System.Text.Json.Serialization;
using Flink.Core.Types;

namespace Flink.Streaming.Sinks;

/// <summary>The options of JSON lines when the user gives none.</summary>
internal static class JsonLines
{
    public static readonly JsonSerializerOptions Options = new() { IncludeFields = true, Converters = { new Utf8StringConverter() } };

    private sealed class Utf8StringConverter : JsonConverter<Utf8String>
    {
        public override Utf8String Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Utf8String.From(reader.GetString());

        public override void Write(Utf8JsonWriter writer, Utf8String value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Span);

        public override Utf8String ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Utf8String.From(reader.GetString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, Utf8String value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.Span);
    }
}
