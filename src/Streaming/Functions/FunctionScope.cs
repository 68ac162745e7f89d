using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.State.OperatorState;

namespace Flink.Streaming.Functions;

/// <summary>What an operator keeps for the function that it runs: its life cycle, operator state, side outputs, and the time of the record at hand.</summary>
internal class FunctionScope
{
    private readonly OperatorContext _context;
    private readonly object _function;
    private readonly SideOutputs _sideOutputs;

    /// <param name="context">The operator's context.</param>
    /// <param name="function">The user's function, or the adapter of one.</param>
    public FunctionScope(OperatorContext context, object function)
    {
        _context = context;
        _function = function is IFunctionAdapter adapter ? adapter.Function : function;
        _sideOutputs = new SideOutputs(context);
        OperatorState = new OperatorStateBackend(context);
    }

    public OperatorStateBackend OperatorState { get; }

    /// <summary>Name of the operator, for messages.</summary>
    public string OperatorName => _context.OperatorName;

    /// <summary>What rich functions see.</summary>
    public virtual RuntimeContext RuntimeContext => _context;

    /// <summary>Timestamp of the record or timer at hand.</summary>
    public long Timestamp { get; set; } = Core.Records.Timestamp.None;

    public long CurrentWatermark { get; private set; } = Watermark.Unset;

    public long CurrentProcessingTime => _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Output<T>(OutputTag<T> tag, in T record) => _sideOutputs.Collect(tag, in record, Timestamp);

    /// <summary>Passes on what side outputs have gathered.</summary>
    public void Flush() => _sideOutputs.Flush();

    /// <summary>Event time has advanced; what that triggers is emitted before this returns.</summary>
    public virtual void Advance(Watermark watermark) => CurrentWatermark = watermark.Time;

    public virtual void Restore(StateReader state) => OperatorState.Restore(state);

    /// <summary>Gives the function its states and opens it.</summary>
    public virtual void Open()
    {
        (_function as ICheckpointedFunction)?.InitializeState(new Initialization(this));
        FunctionObject.Open(_function, RuntimeContext);
    }

    public virtual void Snapshot(StateWriter state)
    {
        (_function as ICheckpointedFunction)?.SnapshotState();
        OperatorState.Snapshot(state);
    }

    public virtual void Close() => FunctionObject.Close(_function);

    private sealed class Initialization(FunctionScope scope) : IFunctionInitializationContext
    {
        public bool IsRestored => scope.OperatorState.IsRestored;

        public IOperatorStateStore OperatorStateStore => scope.OperatorState;

        public IKeyedStateStore KeyedStateStore => scope.RuntimeContext.KeyedStateStore;
    }
}
