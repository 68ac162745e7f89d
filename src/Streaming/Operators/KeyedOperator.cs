using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>An operator that keeps one value for each key, in a table that is its state.</summary>
/// <param name="selector">Gives the key of a record.</param>
internal abstract class KeyedOperator<TIn, TOut, TKey, TValue, TSelector, TComparer>(TSelector selector) : OneInputOperator<TIn, TOut>
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private const string StateName = "keyed";

    private TableSpace? _space;
    private KeyedTable<TKey, TValue, TComparer>? _table;
    private LookAhead<TIn, TKey, TValue, TSelector, TComparer>? _values;

    protected KeyedTable<TKey, TValue, TComparer> Table => _table!;

    /// <summary>Gives the places in the table of a batch's records.</summary>
    protected LookAhead<TIn, TKey, TValue, TSelector, TComparer> Values => _values!;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _space = new TableSpace(context);
        _table = _space.NewTable<TKey, TValue, TComparer>();
        _values = new LookAhead<TIn, TKey, TValue, TSelector, TComparer>(_table, selector, context.TaskName);
    }

    public override void Snapshot(StateWriter state) => Table.Snapshot(state, StateName);

    public override void Restore(StateReader state) => Table.Restore(state, StateName);

    public override void Close() => _space?.Dispose();
}
