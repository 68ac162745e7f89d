using System.Globalization;
using System.Reflection;
using Flink.Core.Serialization.Formats;
using Flink.Core.Serialization.Formats.Collections;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Schemas;

/// <summary>Describes a type that can be serialized. Types get their places in the order in which they are first met.</summary>
internal sealed class SchemaBuilder
{
    private readonly List<SchemaNode?> _nodes = [];
    private readonly Dictionary<Type, int> _places = [];

    public static SchemaNode[] Describe(Type type)
    {
        var builder = new SchemaBuilder();
        builder.Add(type);
        return [.. builder._nodes.Select(node => node!)];
    }

    /// <summary>Fields in the order in which they are written.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type) => FormatRules.IsBlock(type)
        ? RecordFields.Of(type).OrderBy(field => field.MetadataToken)
        : RecordFields.Of(type);

    /// <summary>Names by which fields are found again: the member's name, and where a derived class repeats it, its class's before it.</summary>
    public static Dictionary<string, FieldInfo> NamesOf(Type type)
    {
        var names = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        foreach (var field in FieldsOf(type))
        {
            var name = RecordFields.MemberName(field);
            if (!names.TryAdd(name, field))
            {
                name = $"{field.DeclaringType!.Name}::{name}";
                while (!names.TryAdd(name, field))
                {
                    name += "'";
                }
            }
        }

        return names;
    }

    /// <summary>The names and values of an enumeration, in the order of their declaration.</summary>
    public static EnumConstant[] ConstantsOf(Type type) =>
    [
        .. type.GetFields(BindingFlags.Static | BindingFlags.Public)
            .OrderBy(field => field.MetadataToken)
            .Select(field => new EnumConstant(field.Name, BitsOf(field.GetRawConstantValue()!))),
    ];

    private static ulong BitsOf(object value) =>
        value is ulong large ? large : unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));

    private int Add(Type type)
    {
        if (_places.TryGetValue(type, out var place))
        {
            return place;
        }

        place = _nodes.Count;
        _places.Add(type, place);
        _nodes.Add(null);
        _nodes[place] = NodeOf(type);
        return place;
    }

    private SchemaNode NodeOf(Type type)
    {
        if (Scalars.Find(type) is { } scalar)
        {
            return new ScalarNode(scalar);
        }

        if (type.IsEnum)
        {
            return new EnumNode(TypeNames.Display(type), Scalars.Find(Enum.GetUnderlyingType(type))!, ConstantsOf(type));
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return new NullableNode(Add(underlying));
        }

        if (CollectionRule.Of(type) is { } rule)
        {
            return new CollectionNode(rule.Kind, Add(rule.Element));
        }

        return new RecordNode(
            TypeNames.Display(type),
            !type.IsValueType,
            FormatRules.IsBlock(type),
            type.IsAbstract ? [] : [.. NamesOf(type).Select(pair => new SchemaField(pair.Key, Add(pair.Value.FieldType)))],
            [.. DerivedClasses.Of(type).Select(Add)]);
    }
}
