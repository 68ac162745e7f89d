using System.Reflection;
using System.Runtime.CompilerServices;

namespace Flink.Core.Types;

/// <summary>The instance fields of a record type, in the order that generated code, hashes and formats rely on.</summary>
internal static class RecordFields
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>
    /// All instance fields, private and inherited ones included: base classes first, and by member name inside a class, so that
    /// the order survives a source file whose members were moved.
    /// </summary>
    public static IReadOnlyList<FieldInfo> Of(Type type)
    {
        var fields = new List<FieldInfo>();
        for (Type? level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            fields.InsertRange(0, level.GetFields(Declared).OrderBy(MemberName, StringComparer.Ordinal));
        }

        return fields;
    }

    /// <summary>The name of the property behind an automatic property's field (or an anonymous type's), else the field's own.</summary>
    public static string MemberName(FieldInfo field)
    {
        var name = field.Name;
        var end = name.StartsWith('<') ? name.IndexOf('>', StringComparison.Ordinal) : -1;
        return end > 1 ? name[1..end] : name;
    }

    /// <summary>Whether the fields of a struct do not tell its content: inline arrays, and structs with fixed buffers.</summary>
    public static bool HasHiddenElements(Type type) =>
        type.IsDefined(typeof(InlineArrayAttribute), false)
        || (type.IsValueType && Of(type).Any(field => field.IsDefined(typeof(FixedBufferAttribute), false)));

    /// <summary>Whether a type comes with the framework, so that its fields are nobody's contract.</summary>
    public static bool IsFramework(Type type) =>
        type.Assembly == typeof(object).Assembly
        || (type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
            && type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal));

    /// <summary>Joins a path of fields and one more.</summary>
    public static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
