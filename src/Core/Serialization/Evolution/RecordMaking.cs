using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Serialization.Schemas;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Evolution;

/// <summary>Makes the records whose fields are then read.</summary>
internal static class RecordMaking
{
    private const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Makes records with all fields zero, as for reading what is unchanged.</summary>
    public static Func<T> Blank<T>()
    {
        if (typeof(T).IsValueType)
        {
            return static () => default!;
        }

        return static () => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }

    /// <summary>
    /// Makes records whose new fields have their defaults. They come from a constructor: the one without parameters, a private one
    /// too, else the one with the most parameters that are all named like fields, as of a positional record; a parameter's
    /// declared default is taken, or zero. Without either all fields are zero.
    /// </summary>
    /// <exception cref="IncompatibleSchemaException">The constructor throws on these values.</exception>
    public static Func<T> WithDefaults<T>(string subject)
    {
        if (ConstructorOf(typeof(T)) is not { } constructor)
        {
            return Blank<T>();
        }

        var arguments = constructor.GetParameters().Select(DefaultOf);
        var make = Expression.Lambda<Func<T>>(Expression.New(constructor, arguments)).Compile();
        try
        {
            make();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new IncompatibleSchemaException(
                $"{subject} cannot be read as '{TypeNames.Display(typeof(T))}': it has new fields, and its constructor, which should give "
                + $"them their defaults, throws on default arguments ({error.GetType().Name}: {error.Message}) "
                + "Give the type a constructor without parameters; it may be private.");
        }

        return make;
    }

    private static ConstructorInfo? ConstructorOf(Type type)
    {
        var constructors = type.GetConstructors(Constructors);
        if (Array.Find(constructors, constructor => constructor.GetParameters().Length == 0) is { } plain)
        {
            return plain;
        }

        var names = SchemaBuilder.NamesOf(type).Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return constructors
            .Where(constructor => constructor.GetParameters().All(parameter =>
                !parameter.ParameterType.IsByRef && (parameter.HasDefaultValue || names.Contains(parameter.Name!) || names.Contains("_" + parameter.Name))))
            .MaxBy(constructor => constructor.GetParameters().Length);
    }

    private static Expression DefaultOf(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue || parameter.DefaultValue is not { } value)
        {
            return Expression.Default(parameter.ParameterType);
        }

        // Of an enumeration, or of one that may be null, reflection gives the number.
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return Expression.Convert(Expression.Constant(type.IsEnum ? Enum.ToObject(type, value) : value), parameter.ParameterType);
    }
}
