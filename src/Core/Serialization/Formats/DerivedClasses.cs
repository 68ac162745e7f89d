using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>
/// The classes that may travel where another is declared: those of the declared type's own assembly, so that every process of a
/// program knows the same ones and no bytes can name any other.
/// </summary>
internal static class DerivedClasses
{
    private static readonly ConditionalWeakTable<Assembly, Type[]> Classes = [];

    /// <summary>Whether a type can have derived classes that travel.</summary>
    public static bool IsOpenTo(Type declared) =>
        !declared.IsValueType && !declared.IsSealed && declared != typeof(object) && !RecordFields.IsFramework(declared);

    /// <summary>The serializable classes that derive from a type or implement it, in the order of their names.</summary>
    public static Type[] Of(Type declared) => IsOpenTo(declared)
        ? [.. CandidatesOf(declared).Where(type => FormatRules.Refuse(type) is null)]
        : [];

    /// <summary>As <see cref="Of"/>, whether serializable or not.</summary>
    public static IEnumerable<Type> CandidatesOf(Type declared) => Classes
        .GetValue(declared.Assembly, ClassesOf)
        .Where(type => type != declared && type.IsAssignableTo(declared));

    private static Type[] ClassesOf(Assembly assembly) =>
    [
        .. LoadableTypesOf(assembly)
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false })
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    // A class whose base or field is in an assembly that is not there could not be used in this process anyway.
    private static IEnumerable<Type> LoadableTypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            return error.Types.OfType<Type>();
        }
    }
}
