using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Flink.Core.Closures.Rules;

/// <summary>Options of System.Text.Json: their plain settings by name, and the objects that they hold. A source-generated context is made anew.</summary>
internal sealed class JsonOptionsRule() : CollectionRule(FillPhase.AtOnce)
{
    private static readonly PropertyInfo[] _settings =
    [
        .. typeof(JsonSerializerOptions).GetProperties()
            .Where(property => property.CanWrite && (property.PropertyType.IsEnum || property.PropertyType == typeof(bool) || property.PropertyType == typeof(int)))
            .Where(property => !property.IsDefined(typeof(ObsoleteAttribute)))
            .OrderBy(property => property.Name, StringComparer.Ordinal),
    ];

    public override object? ComparerOf(object collection) => null;

    public override object? Create(object? comparer) => null;

    public override void Write(ClosureWriter writer, object collection)
    {
        var options = (JsonSerializerOptions)collection;
        writer.Payload.Count(_settings.Length);
        foreach (var setting in _settings)
        {
            writer.Payload.Text(setting.Name);
            writer.Payload.Value(Convert.ToInt32(setting.GetValue(options), provider: null));
        }

        var resolver = options.TypeInfoResolver switch
        {
            DefaultJsonTypeInfoResolver { Modifiers.Count: 0 } => null,
            JsonSerializerContext context => context.GetType(),
            var other => (object?)other,
        };
        object?[] held =
        [
            options.PropertyNamingPolicy, options.DictionaryKeyPolicy, options.Encoder, options.ReferenceHandler, resolver, .. options.Converters,
        ];
        writer.WriteElements(held);
    }

    public override object Fill(ClosureReader reader, object? empty, object? comparer)
    {
        var options = new JsonSerializerOptions();
        for (var left = reader.Input.Count(); left > 0; left--)
        {
            var name = reader.Input.Text();
            var setting = Array.Find(_settings, one => one.Name == name)
                ?? throw new ClosureException($"JsonSerializerOptions have no setting '{name}' here: the job was built with a later System.Text.Json.");
            var value = reader.Input.Value<int>();
            setting.SetValue(options, setting.PropertyType == typeof(bool) ? value != 0 : setting.PropertyType.IsEnum ? Enum.ToObject(setting.PropertyType, value) : value);
        }

        var held = (object?[])reader.ReadElements(typeof(object));
        if (held.Length < 5)
        {
            return reader.Corrupt<object>("options of System.Text.Json are cut");
        }

        options.PropertyNamingPolicy = (JsonNamingPolicy?)held[0];
        options.DictionaryKeyPolicy = (JsonNamingPolicy?)held[1];
        options.Encoder = (JavaScriptEncoder?)held[2];
        options.ReferenceHandler = (ReferenceHandler?)held[3];
        options.TypeInfoResolver = held[4] is Type context && typeof(JsonSerializerContext).IsAssignableFrom(context)
            ? (IJsonTypeInfoResolver)Activator.CreateInstance(context)!
            : (IJsonTypeInfoResolver?)held[4];
        foreach (var converter in held.AsSpan(5))
        {
            options.Converters.Add((JsonConverter)converter!);
        }

        return options;
    }
}
