using Flink.Core.Operators;

namespace Flink.Streaming.Functions;

/// <summary>Brings the three forms of user function to one: a boxed struct that an operator is closed over.</summary>
internal static class StructFunction
{
    /// <summary>A struct that calls the delegate's method directly; where that is not possible, an adapter whose last type argument is the delegate's own tag.</summary>
    /// <param name="adapter">Open generic adapter: record types, then the tag.</param>
    /// <param name="function">The delegate.</param>
    /// <param name="types">The record types.</param>
    public static object Of(Type adapter, Delegate function, params ReadOnlySpan<Type> types)
    {
        ArgumentNullException.ThrowIfNull(function);
        Type[] arguments = [.. types, ProfileTag.For(function)];
        var wrapped = adapter.MakeGenericType(arguments);
        return wrapped.GetInterfaces() is [var functionInterface] && DirectFunction.TryBind(functionInterface, function) is { } direct
            ? direct
            : Activator.CreateInstance(wrapped, function)!;
    }

    /// <summary>A struct stays what it is; an object of a class is wrapped in an adapter whose last type argument is the class's tag.</summary>
    /// <param name="adapter">Open generic adapter: record types, then the tag.</param>
    /// <param name="function">The implementation of the function's interface.</param>
    /// <param name="types">The record types.</param>
    public static object OfObject(Type adapter, object function, params ReadOnlySpan<Type> types)
    {
        ArgumentNullException.ThrowIfNull(function);
        FunctionObject.RefuseOperatorState(function);
        var type = function.GetType();
        return type.IsValueType ? function : Close(adapter, types, ProfileTag.For(type), function);
    }

    private static object Close(Type adapter, ReadOnlySpan<Type> types, Type tag, object function)
    {
        Type[] arguments = [.. types, tag];
        return Activator.CreateInstance(adapter.MakeGenericType(arguments), function)!;
    }
}
