using Flink.Core.Functions;

namespace Flink.Core.Operators;

/// <summary>A user's function as a job graph holds it: what the user gave, and how it becomes a struct function where it runs.</summary>
/// <remarks>Travels with the graph. A function binds to the same type every time, so subtasks and repeated jobs share its compiled code.</remarks>
public abstract class FunctionSpec
{
    /// <summary>Makes the struct function that operators are closed over, for one operator.</summary>
    /// <returns>The struct, boxed; it holds this function's objects, not copies.</returns>
    public abstract object Bind();

    /// <summary>A delegate: bound to a struct that calls its method directly; where that is not possible, to an adapter whose last type argument is the delegate's own tag.</summary>
    /// <param name="adapter">Open generic adapter: record types, then the tag.</param>
    /// <param name="function">The delegate.</param>
    /// <param name="types">The record types.</param>
    public static FunctionSpec Of(Type adapter, Delegate function, params ReadOnlySpan<Type> types)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Checked(new DelegateSpec(adapter, function, types.ToArray()));
    }

    /// <summary>An implementation of a function's interface: a struct stays what it is; an object of a class is wrapped in an adapter whose last type argument is the class's tag.</summary>
    /// <param name="adapter">Open generic adapter: record types, then the tag.</param>
    /// <param name="function">The implementation.</param>
    /// <param name="types">The record types.</param>
    public static FunctionSpec OfObject(Type adapter, object function, params ReadOnlySpan<Type> types)
    {
        ArgumentNullException.ThrowIfNull(function);
        RefuseOperatorState(function);
        return Checked(new ObjectSpec(adapter, function, types.ToArray()));
    }

    /// <summary>A function in a struct adapter around it.</summary>
    /// <param name="adapter">Open generic adapter: record types, then the type that the function is bound to, of which it takes one.</param>
    /// <param name="function">The function.</param>
    /// <param name="types">The record types.</param>
    public static FunctionSpec Around(Type adapter, FunctionSpec function, params ReadOnlySpan<Type> types)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Checked(new AdaptedSpec(adapter, function, types.ToArray()));
    }

    /// <summary>Refuses a function whose operator would neither restore nor write down its operator state.</summary>
    /// <exception cref="ArgumentException">The function implements <see cref="ICheckpointedFunction"/>.</exception>
    public static void RefuseOperatorState(object function)
    {
        if (function is ICheckpointedFunction)
        {
            throw new ArgumentException(
                $"{function.GetType()} has operator state (ICheckpointedFunction), which a function of this kind cannot have. "
                + "Use a process function, or a map, filter, flat map, update or sink function.", nameof(function));
        }
    }

    /// <summary>Closes a type over others.</summary>
    /// <param name="definition">Open generic type.</param>
    /// <param name="arguments">Its arguments: a type stands for itself, a <see cref="FunctionSpec"/> for the type that it is bound to.</param>
    public static Type Close(Type definition, params ReadOnlySpan<object> arguments)
    {
        var types = new Type[arguments.Length];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = arguments[i] as Type ?? ((FunctionSpec)arguments[i]).Bind().GetType();
        }

        return definition.MakeGenericType(types);
    }

    /// <summary>What a function does not fit is an error where the graph is built, not where it runs.</summary>
    protected static TSpec Checked<TSpec>(TSpec spec)
        where TSpec : FunctionSpec
    {
        ArgumentNullException.ThrowIfNull(spec);
        _ = spec.Bind();
        return spec;
    }

    private sealed class DelegateSpec(Type adapter, Delegate function, Type[] types) : FunctionSpec
    {
        public override object Bind()
        {
            var wrapped = adapter.MakeGenericType([.. types, ProfileTag.For(function)]);
            return wrapped.GetInterfaces() is [var functionInterface] && DirectFunction.TryBind(functionInterface, function) is { } direct
                ? direct
                : Activator.CreateInstance(wrapped, function)!;
        }
    }

    private sealed class ObjectSpec(Type adapter, object function, Type[] types) : FunctionSpec
    {
        public override object Bind()
        {
            var type = function.GetType();
            return type.IsValueType
                ? function
                : Activator.CreateInstance(adapter.MakeGenericType([.. types, ProfileTag.For(type)]), function)!;
        }
    }

    private sealed class AdaptedSpec(Type adapter, FunctionSpec function, Type[] types) : FunctionSpec
    {
        public override object Bind()
        {
            var bound = function.Bind();
            return Activator.CreateInstance(adapter.MakeGenericType([.. types, bound.GetType()]), bound)!;
        }
    }
}
