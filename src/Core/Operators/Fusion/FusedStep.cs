namespace Flink.Core.Operators.Fusion;

/// <summary>How the operator of a struct function joins a fused run.</summary>
/// <param name="Definition">Open generic type of the step, whose last argument is the next step (<see cref="MapStep{TIn, TOut, TFunction, TNext}"/>), or the sink step, which has none.</param>
/// <param name="RecordTypes">The step's leading type arguments.</param>
/// <param name="Function">The struct function, boxed; each subtask gets a copy.</param>
/// <param name="MayExpand">Whether one record may give several results.</param>
/// <param name="IsSink">Whether the run ends here.</param>
public sealed record FusedStep(Type Definition, IReadOnlyList<Type> RecordTypes, object Function, bool MayExpand = false, bool IsSink = false)
{
    /// <summary>Makes the step with the rest of the run nested in it.</summary>
    /// <param name="next">The next step, boxed; null for a sink.</param>
    /// <returns>The step, boxed.</returns>
    public object Close(object? next)
    {
        Type[] arguments = next is null
            ? [.. RecordTypes, Function.GetType()]
            : [.. RecordTypes, Function.GetType(), next.GetType()];
        var step = Definition.MakeGenericType(arguments);
        var function = Function is IFunctionPerSubtask shared ? shared.ForSubtask() : Function;
        return next is null ? Activator.CreateInstance(step, function)! : Activator.CreateInstance(step, function, next)!;
    }
}
