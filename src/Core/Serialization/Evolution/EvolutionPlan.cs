using System.Reflection;
using Flink.Core.Serialization.Formats;
using Flink.Core.Serialization.Formats.Collections;
using Flink.Core.Serialization.Schemas;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Evolution;

/// <summary>Decides, once for a schema and a type, how each part is read, or that it cannot be.</summary>
/// <param name="written">The schema that bytes were written under.</param>
/// <param name="subject">What the bytes are, for messages.</param>
internal sealed class EvolutionPlan(RecordSchema written, string subject)
{
    private static readonly MethodInfo RecordMethod =
        typeof(EvolutionPlan).GetMethod(nameof(RecordOf), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly Dictionary<(Type, int), object> _readers = [];

    /// <summary>The reader of a type, an <see cref="Evolved{T}"/>, for what a type of the schema wrote.</summary>
    /// <exception cref="IncompatibleSchemaException">It cannot be read.</exception>
    public object Read(Type type, int place, string path)
    {
        if (_readers.TryGetValue((type, place), out var known))
        {
            return known;
        }

        var reader = written.FormatOf(place).AsSpan().SequenceEqual(RecordSchema.Of(type).FormatOf(0))
            ? Make(typeof(Unchanged<,>), [type, FormatRules.FormatOf(type)])
            : Changed(type, place, path);
        return _readers[(type, place)] = reader;
    }

    private object Changed(Type type, int place, string path)
    {
        var node = written.Nodes[place];
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            var inner = Read(underlying, node is NullableNode nullable ? nullable.Element : place, path);
            return Make(typeof(NullableEvolved<>), [underlying], inner, node is NullableNode);
        }

        return (node, CollectionRule.Of(type)) switch
        {
            (NullableNode, _) => throw Refuse(type, place, path, "null may have been written. Declare it nullable"),
            (ScalarNode scalar, _) when Widened(scalar.Scalar, type) is { } widened => widened,
            (EnumNode constants, _) when type.IsEnum => EnumOf(constants, type, place, path),
            (CollectionNode collection, { } rule) => CollectionOf(collection, rule, type, place, path),
            (RecordNode record, null) when IsRecord(type) => RecordMethod.MakeGenericMethod(type).Invoke(
                this, BindingFlags.DoNotWrapExceptions, null, [record, place, path], null)!,
            _ => throw Refuse(type, place, path, "that is not one of the changes that are supported. Keep the old field and add one under another name"),
        };
    }

    private static object? Widened(Scalar old, Type type)
    {
        if (old.Type == typeof(string) && type == typeof(Utf8String))
        {
            return new Unchanged<Utf8String, Utf8Format>();
        }

        if (old.Type == typeof(Utf8String) && type == typeof(string))
        {
            return new Unchanged<string?, StringFormat>();
        }

        return old.Wider.Contains(type) ? Make(typeof(WidenedNumber<,,>), [old.Type, type, old.Format]) : null;
    }

    private object EnumOf(EnumNode old, Type type, int place, string path)
    {
        var today = SchemaBuilder.ConstantsOf(type).ToDictionary(constant => constant.Name, constant => constant.Value, StringComparer.Ordinal);
        foreach (var value in old.Constants.GroupBy(constant => constant.Value))
        {
            if (!value.Any(constant => today.ContainsKey(constant.Name)))
            {
                throw Refuse(type, place, path, $"its constant '{value.First().Name}' is gone. Keep the constant, perhaps marked obsolete");
            }
        }

        return Make(typeof(RenumberedEnum<>), [type], old, today);
    }

    private object CollectionOf(CollectionNode old, CollectionRule rule, Type type, int place, string path)
    {
        if (Family(old.Kind) != Family(rule.Kind))
        {
            throw Refuse(type, place, path, "lists, sets and dictionaries do not become each other. Keep the kind of collection");
        }

        var element = Read(rule.Element, old.Element, path + "[]");
        return Make(typeof(CollectionEvolved<,,>), [type, rule.Element, rule.Shape], element, old.Kind != CollectionKind.Sequence);
    }

    private static CollectionKind Family(CollectionKind kind) =>
        kind == CollectionKind.ListInterface ? CollectionKind.Sequence : kind;

    private static bool IsRecord(Type type) => Scalars.Find(type) is null && !type.IsEnum;

    private RecordEvolved<T> RecordOf<T>(RecordNode old, int place, string path)
    {
        var type = typeof(T);
        if (old.IsObject && type.IsValueType)
        {
            throw Refuse(type, place, path, "null may have been written, and a struct cannot be null. Keep it a class");
        }

        if (type.IsAbstract && old.Fields.Length > 0)
        {
            throw Refuse(type, place, path, "objects of the class itself may have been written. Keep it a class that is not abstract");
        }

        var reader = new RecordEvolved<T>(written, place);
        _readers[(type, place)] = reader;
        if (!type.IsAbstract)
        {
            Fill(reader, old, place, path);
        }

        reader.Derived = [.. old.Derived.Select(derived => DerivedOf<T>(derived, path))];
        return reader;
    }

    private void Fill<T>(RecordEvolved<T> reader, RecordNode old, int place, string path)
    {
        var today = SchemaBuilder.NamesOf(typeof(T));
        var fields = new List<(SchemaField, FieldInfo?, object?)>();
        foreach (var field in old.Fields)
        {
            var match = today.GetValueOrDefault(field.Name);
            fields.Add((field, match, match is null ? null : Read(match.FieldType, field.Node, RecordFields.Join(path, field.Name))));
            today.Remove(field.Name);
        }

        if (old.Fields.Length > 0 && today.Count > 0 && fields.All(field => field.Item2 is null))
        {
            throw Refuse(typeof(T), place, path, "they have no field in common. Nothing of what was written would be left");
        }

        reader.Make = today.Count == 0 ? RecordMaking.Blank<T>() : RecordMaking.WithDefaults<T>(subject);
        reader.Fill = EvolutionCode.Compile<T>(written, fields);
    }

    private DerivedEvolved<T> DerivedOf<T>(int place, string path)
    {
        var name = written.Nodes[place] is RecordNode record ? record.Name : "";
        var candidates = DerivedClasses.Of(typeof(T));
        var type = Array.Find(candidates, candidate => TypeNames.Display(candidate) == name)
            ?? (candidates.Where(candidate => candidate.Name == LastPartOf(name)).ToArray() is [var moved] ? moved : null)
            ?? throw Refuse(typeof(T), place, path, $"there is no class '{name}' any more that could stand for it. Keep the class");
        return (DerivedEvolved<T>)Make(typeof(DerivedEvolved<,>), [typeof(T), type], Read(type, place, $"{path}<{type.Name}>"));
    }

    private static string LastPartOf(string name) => name[(name.LastIndexOf('.') + 1)..];

    private IncompatibleSchemaException Refuse(Type type, int place, string path, string reason)
    {
        var where = path.Length == 0 ? "" : $"field '{path}' of '{written.TypeName}' ";
        return new IncompatibleSchemaException(
            $"{subject} cannot be restored: {where}was written as '{SchemaText.NameOf(written, place)}' and is read as "
            + $"'{TypeNames.Display(type)}': {reason}, or start without this data.");
    }

    private static object Make(Type definition, Type[] arguments, params object[] parameters) =>
        Activator.CreateInstance(definition.MakeGenericType(arguments), parameters)!;
}
