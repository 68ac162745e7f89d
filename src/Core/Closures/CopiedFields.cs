using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Flink.Core.Types;

namespace Flink.Core.Closures;

/// <summary>The fields of a type that is copied field by field.</summary>
internal static class CopiedFields
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Types of .NET that are nothing but a frame around other values.
    private static readonly HashSet<Type> _frames =
    [
        typeof(object),
        typeof(ValueTuple), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>),
        typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
        typeof(KeyValuePair<,>), typeof(ArraySegment<>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(ImmutableArray<>),
        typeof(ReadOnlyCollection<>), typeof(Collection<>), typeof(StrongBox<>), typeof(Index), typeof(Range),
        typeof(JsonStringEnumConverter), typeof(JsonStringEnumConverter<>),
    ];

    // Classes of .NET that users derive from, and whose own fields are plain settings.
    private static readonly HashSet<Type> _bases = [typeof(JsonConverter), typeof(JsonConverter<>), typeof(JsonConverterFactory)];

    /// <summary>Whether a type of .NET is copied all the same, being nothing but a frame.</summary>
    public static bool IsListed(Type type) => _frames.Contains(Definition(type));

    /// <summary>The fields, base classes first; or why there is no copy.</summary>
    public static (FieldInfo[] Fields, Refusal? Refusal) Of(Type type)
    {
        if (RecordFields.HasHiddenElements(type))
        {
            return ([], new Refusal("a struct with a fixed buffer or an inline array", "Hold the elements in an array."));
        }

        var fields = new List<FieldInfo>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            var own = level.GetFields(Declared);
            if (own.Length > 0 && level != type && Refusals.IsFramework(level) && !_bases.Contains(Definition(level)) && !IsListed(level))
            {
                return ([], new Refusal(
                    $"a class that derives from {TypeNames.Display(level)}, whose state is .NET's own", "Hold it in a field instead of deriving from it."));
            }

            fields.InsertRange(0, own.Where(field => !field.IsDefined(typeof(NonSerializedAttribute), false)));
        }

        return ([.. fields], null);
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
