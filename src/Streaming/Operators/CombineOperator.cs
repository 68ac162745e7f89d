using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>Reduces records of one key before they are sent, as far as a small table reaches, so that frequent keys cross the exchange rarely.</summary>
/// <remarks>
/// The table is emptied downstream when it is full and when the input ends. Where that does not pay, since most keys are new, it
/// steps aside for a while. The order of the records of a key is kept. Partial reductions carry no timestamp. Text that
/// reductions took from later records is compacted in passes over the table, a few nanoseconds a record cheaper than at once; the
/// passes become rarer as long as they find nothing to do.
/// </remarks>
internal sealed class CombineOperator<T, TKey, TSelector, TComparer, TReducer>(TSelector selector, TReducer reducer)
    : OneInputOperator<T, Keyed<TKey, T>>
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
    where TReducer : struct, IReduceFunction<T>
{
    /// <summary>Keys at which the table is emptied: it stays in the second-level cache.</summary>
    public const int MaxKeys = 16 * 1024;

    private const int RecordsAside = 16 * MaxKeys;
    private const int LeastRecordsBetweenCompactions = 2 * MaxKeys;
    private const int MostRecordsBetweenCompactions = 16 * MaxKeys;
    private const string StateName = "partial";

    private readonly KeyedTable<TKey, T, TComparer> _table = new();
    private TReducer _reducer = reducer;
    private List<Keyed<TKey, T>> _restored = [];
    private Collector<Keyed<TKey, T>>? _collector;
    private KeyedTable<TKey, T, TComparer>.Visitor? _emit;
    private long _seen;
    private KeyedTable<TKey, T, TComparer>.Visitor? _compact;
    private int _sinceCompaction;
    private int _betweenCompactions = LeastRecordsBetweenCompactions;
    private bool _foundLoose;
    private long _aside;

    public override void Restore(StateReader state) => _restored = EntryList.Read<Keyed<TKey, T>>(state, StateName);

    public override void Open()
    {
        FunctionLifecycle.Open(ref _reducer, Context);
        _collector = new Collector<Keyed<TKey, T>>(Output);
        _emit = Emit;
        _compact = Compact;
        foreach (var partial in _restored)
        {
            Add(partial.Key, partial.Value);
        }

        _restored = [];
    }

    public override void Process(Batch<T> batch)
    {
        if (_aside > 0)
        {
            Pass(batch.Records);
            return;
        }

        foreach (ref readonly var record in batch.Records)
        {
            Add(KeyOf(in record), in record);
        }

        _seen += batch.Count;
        if (_table.Count >= MaxKeys)
        {
            _aside = _seen < 2L * _table.Count ? RecordsAside : 0;
            Flush();
        }

        _sinceCompaction += batch.Count;
        if (Kept<T>.HasText && _sinceCompaction >= _betweenCompactions)
        {
            CompactAll();
        }
    }

    public override void Snapshot(StateWriter state)
    {
        var partials = new List<Keyed<TKey, T>>(_table.Count);
        _table.ForEach((in TKey key, ref T value) => partials.Add(new Keyed<TKey, T>(key, value)));
        EntryList.Write<Keyed<TKey, T>>(state, StateName, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(partials));
    }

    public override void Finish() => Flush();

    public override void Close() => FunctionLifecycle.Close(ref _reducer);

    private TKey KeyOf(in T record)
    {
        var key = selector.GetKey(in record);
        return key is null ? throw NullKey.Of(Context.TaskName, typeof(T)) : key;
    }

    private void Add(in TKey key, in T record)
    {
        ref var reduced = ref _table.GetOrAdd(in key, default(TComparer).Hash(in key), out var isNew);
        if (!isNew)
        {
            reduced = _reducer.Reduce(in reduced, in record);
            return;
        }

        reduced = record;
        Kept<T>.Compact(ref reduced);
    }

    private void Pass(ReadOnlySpan<T> records)
    {
        foreach (ref readonly var record in records)
        {
            _collector!.Collect(new Keyed<TKey, T>(KeyOf(in record), record));
        }

        _aside -= records.Length;
        _collector!.Flush();
    }

    private void Flush()
    {
        _table.ForEach(_emit!);
        _collector!.Flush();
        _table.Clear();
        _seen = 0;
    }

    private void Emit(in TKey key, ref T value) => _collector!.Collect(new Keyed<TKey, T>(key, value));

    private void CompactAll()
    {
        _foundLoose = false;
        _table.ForEach(_compact!);
        _betweenCompactions = _foundLoose
            ? LeastRecordsBetweenCompactions
            : Math.Min(2 * _betweenCompactions, MostRecordsBetweenCompactions);
        _sinceCompaction = 0;
    }

    private void Compact(in TKey key, ref T value) => _foundLoose |= Kept<T>.Compact(ref value);
}
