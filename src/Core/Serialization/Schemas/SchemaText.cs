using System.Text;
using Flink.Core.Serialization.Formats.Collections;

namespace Flink.Core.Serialization.Schemas;

/// <summary>A schema for people.</summary>
internal static class SchemaText
{
    /// <summary>The name of one type.</summary>
    public static string NameOf(RecordSchema schema, int place) => NameOf(schema, place, 0);

    /// <summary>The type of the records, and below it each struct, class and enumeration that it consists of.</summary>
    public static string Describe(RecordSchema schema)
    {
        var text = new StringBuilder(NameOf(schema, 0));
        for (var place = 0; place < schema.Nodes.Length; place++)
        {
            switch (schema.Nodes[place])
            {
                case RecordNode record:
                    text.Append('\n').Append(record.IsObject ? "class " : "struct ").Append(record.Name).Append(" { ");
                    text.AppendJoin("; ", record.Fields.Select(field => $"{NameOf(schema, field.Node)} {field.Name}"));
                    text.Append(record.Fields.Length == 0 ? "}" : " }").Append(record.IsMemory ? " in memory order" : "");
                    text.Append(record.Derived.Length == 0 ? "" : " or ");
                    text.AppendJoin(", ", record.Derived.Select(derived => NameOf(schema, derived)));
                    break;
                case EnumNode constants:
                    text.Append("\nenum ").Append(constants.Name).Append(" : ").Append(constants.Underlying.Name).Append(" { ");
                    text.AppendJoin(", ", constants.Constants.Select(constant => $"{constant.Name} = {unchecked((long)constant.Value)}"));
                    text.Append(" }");
                    break;
            }
        }

        return text.ToString();
    }

    private static string NameOf(RecordSchema schema, int place, int level)
    {
        if (level > 16)
        {
            return "...";
        }

        return schema.Nodes[place] switch
        {
            ScalarNode scalar => scalar.Scalar.Name,
            EnumNode constants => constants.Name,
            RecordNode record => record.Name,
            NullableNode nullable => NameOf(schema, nullable.Element, level + 1) + "?",
            CollectionNode { Kind: CollectionKind.Set } set => $"set of {NameOf(schema, set.Element, level + 1)}",
            CollectionNode { Kind: CollectionKind.Map } map => $"map of {NameOf(schema, map.Element, level + 1)}",
            CollectionNode collection => NameOf(schema, collection.Element, level + 1) + "[]",
            _ => "?",
        };
    }
}
