using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>An operator with two inputs that runs a user's function: the function's life, its time, and what it has emitted.</summary>
/// <typeparam name="TFirst">Record type of the first input.</typeparam>
/// <typeparam name="TSecond">Record type of the second input.</typeparam>
/// <typeparam name="TOut">The record type that it emits.</typeparam>
/// <typeparam name="TScope">What the operator keeps for the function.</typeparam>
internal abstract class ConnectedFunctionOperator<TFirst, TSecond, TOut, TScope> : TwoInputOperator<TFirst, TSecond, TOut>
    where TScope : FunctionScope
{
    private TScope? _scope;
    private Collector<TOut>? _collector;

    /// <summary>What is kept for the function; from <see cref="Initialize"/> on.</summary>
    protected TScope Scope => _scope!;

    /// <summary>Takes what the function emits; from <see cref="Open"/> on.</summary>
    protected Collector<TOut> Collector => _collector!;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _scope = NewScope(context);
    }

    public override void Restore(StateReader state) => Scope.Restore(state);

    public override void Open()
    {
        _collector = new Collector<TOut>(Output);
        MakeContexts();
        Scope.Open();
    }

    public override void Snapshot(StateWriter state) => Scope.Snapshot(state);

    public override void Close() => _scope?.Close();

    /// <summary>Passes on what the function has emitted.</summary>
    public void Flush()
    {
        Collector.Flush();
        Scope.Flush();
    }

    protected override void Process(Watermark watermark)
    {
        Scope.Advance(watermark);
        base.Process(watermark);
    }

    /// <summary>Makes what is kept for the function.</summary>
    protected abstract TScope NewScope(OperatorContext context);

    /// <summary>Makes what the function sees, before it is opened.</summary>
    protected abstract void MakeContexts();
}
