using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Copying;

/// <summary>Copies an object by its run-time type, where the declared type says less.</summary>
internal abstract class ObjectCopy
{
    // Weak, so that records of a program in a collectible context do not hold that context.
    private static readonly ConditionalWeakTable<Type, ObjectCopy> Copies = [];

    /// <exception cref="UnsupportedTypeException">Objects of this type cannot be copied.</exception>
    public static ObjectCopy For(Type type) => Copies.GetValue(type, static type =>
    {
        if (CopyRules.Refuse(type) is { } error)
        {
            throw error;
        }

        var definition = type.IsValueType
            ? CopyRules.IsShareable(type) ? typeof(Shared<>) : typeof(Boxed<>)
            : typeof(Referenced<>);
        return (ObjectCopy)Activator.CreateInstance(definition.MakeGenericType(type))!;
    });

    public abstract object Copy(object source, CopyContext context);

    private sealed class Shared<T> : ObjectCopy
    {
        public override object Copy(object source, CopyContext context) => source;
    }

    private sealed class Boxed<T> : ObjectCopy
        where T : struct
    {
        public override object Copy(object source, CopyContext context)
        {
            var value = (T)source;
            StructCopy<T>.InPlace(ref value, context);
            return value;
        }
    }

    private sealed class Referenced<T> : ObjectCopy
        where T : class
    {
        public override object Copy(object source, CopyContext context) => ReferenceCopy<T>.Exact(Unsafe.As<T>(source), context);
    }
}
