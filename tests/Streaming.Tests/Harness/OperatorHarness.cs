using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;

namespace Flink.Streaming.Tests.Harness;

/// <summary>Runs one subtask of an operator outside the engine: push records, read results, snapshot, restore into another.</summary>
/// <typeparam name="TIn">The record type that the operator reads.</typeparam>
/// <typeparam name="TOut">The record type that it emits.</typeparam>
public sealed class OperatorHarness<TIn, TOut> : IDisposable
{
    private const int MaxParallelism = 128;

    private readonly Operator _operator;
    private readonly IInput<TIn> _input;
    private readonly RecordingInput<TOut> _output;

    /// <summary>Opens a subtask of an operator, with its share of a snapshot where there is one.</summary>
    public OperatorHarness(OperatorNode node, MemoryState? state = null, int subtask = 0, int parallelism = 1, Action<TOut>? mutate = null)
    {
        _operator = node.Factory.Create();
        _output = new RecordingInput<TOut>(mutate);
        Context = new HarnessContext(subtask, parallelism, MaxParallelism);
        _operator.Connect(node.Factory.OutputType is null ? new RecordingInput<object>() : _output);

        (_operator as IFusedOperator)?.SetContexts([Context]);
        _operator.Initialize(Context);
        if (state is not null)
        {
            _operator.Restore(state.ShareOf(subtask, parallelism, MaxParallelism));
        }

        _operator.Open();
        _input = (IInput<TIn>)_operator.Inputs[0];
    }

    /// <summary>The last operator of what a program has added, as it arrives at a task.</summary>
    public OperatorHarness(DataStream<TOut> stream, MemoryState? state = null, int subtask = 0, int parallelism = 1, Action<TOut>? mutate = null)
        : this(stream.Environment.GetJobGraph().Sent().Vertices[^1].Operators[^1], state, subtask, parallelism, mutate)
    {
    }

    public HarnessContext Context { get; }

    public List<TOut> Records => _output.Records;

    public List<long> Timestamps => _output.Timestamps;

    public List<long> Watermarks => _output.Watermarks;

    public OperatorHarness<TIn, TOut> Push(params TIn[] records)
    {
        for (var start = 0; start < records.Length; start += BatchSize.InChain<TIn>())
        {
            var batch = new Batch<TIn>(BatchSize.InChain<TIn>());
            foreach (var record in records.Skip(start).Take(batch.Capacity))
            {
                batch.Add(in record, Timestamp.None);
            }

            _input.Process(batch);
        }

        return this;
    }

    public OperatorHarness<TIn, TOut> PushAt(long timestamp, TIn record)
    {
        var batch = new Batch<TIn>(1);
        batch.Add(in record, timestamp);
        _input.Process(batch);
        return this;
    }

    public OperatorHarness<TIn, TOut> Watermark(long time)
    {
        _input.Process(new Watermark(time));
        return this;
    }

    public OperatorHarness<TIn, TOut> End()
    {
        _operator.EndInput(0);
        _operator.Finish();
        return this;
    }

    /// <summary>What was emitted since the last call.</summary>
    public List<TOut> Take()
    {
        List<TOut> taken = [.. Records];
        Records.Clear();
        return taken;
    }

    public MemoryState Snapshot(MemoryState? into = null)
    {
        var state = into ?? new MemoryState();
        _operator.Snapshot(state);
        return state;
    }

    public void Dispose() => _operator.Close();
}
