namespace Flink.Core.Operators.Fusion;

/// <summary>How the operator of a function joins a fused run. Travels with the graph.</summary>
/// <param name="Definition">Open generic type of the step, whose last argument is the next step (<see cref="MapStep{TIn, TOut, TFunction, TNext}"/>), or the sink step, which has none.</param>
/// <param name="RecordTypes">The step's leading type arguments.</param>
/// <param name="Function">The function; bound where the step is made.</param>
/// <param name="MayExpand">Whether one record may give several results.</param>
/// <param name="IsSink">Whether the run ends here.</param>
public sealed record FusedStep(Type Definition, IReadOnlyList<Type> RecordTypes, FunctionSpec Function, bool MayExpand = false, bool IsSink = false)
{
    /// <summary>Makes the step with the rest of the run nested in it.</summary>
    /// <param name="next">The next step, boxed; null for a sink.</param>
    /// <returns>The step, boxed.</returns>
    public object Close(object? next)
    {
        var function = Function.Bind();
        Type[] arguments = next is null
            ? [.. RecordTypes, function.GetType()]
            : [.. RecordTypes, function.GetType(), next.GetType()];
        var step = Definition.MakeGenericType(arguments);
        return next is null ? Activator.CreateInstance(step, function)! : Activator.CreateInstance(step, function, next)!;
    }
}
