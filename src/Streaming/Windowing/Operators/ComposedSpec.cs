using Flink.Core.Operators;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>A function that is made of several where it runs.</summary>
/// <param name="definition">Open generic type of what is made.</param>
/// <param name="types">Its type arguments, but for the last one where there is a <paramref name="function"/>.</param>
/// <param name="function">The constructor's first argument, whose type is the last type argument; null for none.</param>
/// <param name="arguments">The constructor's other arguments; a <see cref="FunctionSpec"/> stands for what it is bound to.</param>
internal sealed class ComposedSpec(Type definition, Type[] types, FunctionSpec? function, params object?[] arguments) : FunctionSpec
{
    public override object Bind()
    {
        var others = Array.ConvertAll(arguments, static one => one is FunctionSpec spec ? spec.Bind() : one);
        if (function is null)
        {
            return Activator.CreateInstance(definition.MakeGenericType(types), others)!;
        }

        var bound = function.Bind();
        return Activator.CreateInstance(definition.MakeGenericType([.. types, bound.GetType()]), [bound, .. others])!;
    }
}
