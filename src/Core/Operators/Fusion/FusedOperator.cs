using System.Runtime.CompilerServices;
using Flink.Core.Records;

namespace Flink.Core.Operators.Fusion;

/// <summary>Runs a fused run of struct functions: one loop over the batch, no call that is not inlined.</summary>
/// <typeparam name="TIn">The record type that the run reads.</typeparam>
/// <typeparam name="TOut">The record type that it emits.</typeparam>
/// <typeparam name="TStep">The nested steps.</typeparam>
/// <param name="step">The first step with the rest in it.</param>
/// <param name="port">The port of the run's last step.</param>
public sealed class FusedOperator<TIn, TOut, TStep>(TStep step, OutputPort<TOut> port) : OneInputOperator<TIn, TOut>, IFusedOperator
    where TStep : struct, IStep<TIn>
{
    private TStep _step = step;
    private OperatorContext[] _contexts = [];

    /// <inheritdoc/>
    void IFusedOperator.SetContexts(OperatorContext[] contexts) => _contexts = contexts;

    /// <inheritdoc/>
    public override void Connect(IInput output)
    {
        base.Connect(output);
        port.Target = Output;
    }

    /// <inheritdoc/>
    public override void Open() => _step.Open(_contexts);

    /// <inheritdoc/>
    public override void Process(Batch<TIn> batch)
    {
        _step.Begin(batch);
        if (typeof(TIn).IsValueType)
        {
            RunAlone(batch.Records, batch.Timestamps);
        }
        else
        {
            Run(batch.Records, batch.Timestamps);
        }

        _step.End();
    }

    /// <inheritdoc/>
    public override void Close() => _step.Close();

    // Compiled once, fully optimised. Left to the tiers, the loop is at times compiled before the functions in it have a profile,
    // and then calls what it should have inlined for good: 4-8 ns a record became 15-30 in every second process that had run
    // other pipelines before (benchmarks core/chain-*-polluted).
    // May be inlined itself: over references its code is shared by all types, and only a caller that knows the type - the task's
    // loop, once the runtime has seen what it calls - can inline the steps (3.6 ns a record against 8, core/chain-class-inplace).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(Span<TIn> records, Span<long> timestamps)
    {
        var step = _step;
        for (var i = 0; i < records.Length && i < timestamps.Length; i++)
        {
            step.Push(ref records[i], timestamps[i]);
        }

        _step = step;
    }

    // Over values the code is the type's own and complete. Inlined into the task's loop, with everything else that is inlined
    // there, the whole job would be one method too large to be compiled well (core/wordcount gained from this).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void RunAlone(Span<TIn> records, Span<long> timestamps)
    {
        // Written out again: one call deeper, the compiler inlines less of the steps (core/wordcount 2.2x instead of 1.6x of the loop by hand).
        var step = _step;
        for (var i = 0; i < records.Length && i < timestamps.Length; i++)
        {
            step.Push(ref records[i], timestamps[i]);
        }

        _step = step;
    }
}
