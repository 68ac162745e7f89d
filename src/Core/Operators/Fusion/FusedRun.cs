namespace Flink.Core.Operators.Fusion;

/// <summary>Closes a run of struct functions into one operator (design decision D2).</summary>
public static class FusedRun
{
    /// <summary>Most operators in one run: inlining ends between 16 and 24 nested steps.</summary>
    public const int MaxLength = 12;

    /// <summary>Makes the operator of a run.</summary>
    /// <param name="steps">1 to <see cref="MaxLength"/> steps in the order of the data.</param>
    /// <param name="inputType">Record type of the first.</param>
    /// <param name="outputType">Record type of the last; for a sink any type, since nothing is emitted.</param>
    /// <returns>A <see cref="FusedOperator{TIn, TOut, TStep}"/>.</returns>
    public static Operator Close(IReadOnlyList<FusedStep> steps, Type inputType, Type outputType)
    {
        ArgumentOutOfRangeException.ThrowIfZero(steps.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Count, MaxLength);
        var port = Activator.CreateInstance(typeof(OutputPort<>).MakeGenericType(outputType))!;
        object? next = null;
        if (!steps[^1].IsSink)
        {
            var end = inputType == outputType && KeepsPlace(steps) ? typeof(EmitInPlaceStep<>) : typeof(EmitStep<>);
            next = Activator.CreateInstance(end.MakeGenericType(outputType), port);
        }

        for (var i = steps.Count - 1; i >= 0; i--)
        {
            next = steps[i].Close(next);
        }

        var fused = typeof(FusedOperator<,,>).MakeGenericType(inputType, outputType, next!.GetType());
        return (Operator)Activator.CreateInstance(fused, next, port)!;
    }

    private static bool KeepsPlace(IReadOnlyList<FusedStep> steps)
    {
        foreach (var step in steps)
        {
            if (step.MayExpand)
            {
                return false;
            }
        }

        return true;
    }
}
