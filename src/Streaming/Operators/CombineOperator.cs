using System.Runtime.InteropServices;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

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

    private PagePool? _pool;
    private KeyedTable<TKey, T, TComparer>? _table;
    private TReducer _reducer = reducer;
    private List<Keyed<TKey, T>> _restored = [];
    private Collector<Keyed<TKey, T>>? _collector;
    private long _seen;
    private int _sinceCompaction;
    private int _betweenCompactions = LeastRecordsBetweenCompactions;
    private long _aside;

    private KeyedTable<TKey, T, TComparer> Table => _table!;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _pool = new PagePool(context.ManagedMemory);
        _table = new KeyedTable<TKey, T, TComparer>(_pool, context.MaxParallelism, new KeyGroupRange(0, context.MaxParallelism));
    }

    public override void Restore(StateReader state) => _restored = EntryList.Read<Keyed<TKey, T>>(state, StateName);

    public override void Open()
    {
        FunctionLifecycle.Open(ref _reducer, Context);
        _collector = new Collector<Keyed<TKey, T>>(Output);
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
        if (Table.Count >= MaxKeys)
        {
            _aside = _seen < 2L * Table.Count ? RecordsAside : 0;
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
        var copy = new Copy(new List<Keyed<TKey, T>>((int)Table.Count));
        Table.Read(ref copy);
        EntryList.Write<Keyed<TKey, T>>(state, StateName, CollectionsMarshal.AsSpan(copy.Partials));
    }

    public override void Finish() => Flush();

    public override void Close()
    {
        _pool?.Dispose();
        FunctionLifecycle.Close(ref _reducer);
    }

    private TKey KeyOf(in T record)
    {
        var key = selector.GetKey(in record);
        return key is null ? throw NullKey.Of(Context.TaskName, typeof(T)) : key;
    }

    private void Add(in TKey key, in T record)
    {
        ref var reduced = ref Table.GetOrAdd(in key, default(TComparer).Hash(in key), out var isNew);
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
        var emission = new Emission(_collector!);
        Table.Read(ref emission);
        _collector!.Flush();
        Table.Clear();
        _seen = 0;
    }

    private void CompactAll()
    {
        var compaction = default(Compaction);
        Table.Update(ref compaction);
        _betweenCompactions = compaction.FoundLoose
            ? LeastRecordsBetweenCompactions
            : Math.Min(2 * _betweenCompactions, MostRecordsBetweenCompactions);
        _sinceCompaction = 0;
    }

    private readonly struct Emission(Collector<Keyed<TKey, T>> collector) : IEntryVisitor<TKey, T>
    {
        public void Visit(in TKey key, ulong hash, ref T value) => collector.Collect(new Keyed<TKey, T>(key, value));
    }

    private readonly struct Copy(List<Keyed<TKey, T>> partials) : IEntryVisitor<TKey, T>
    {
        public List<Keyed<TKey, T>> Partials => partials;

        public void Visit(in TKey key, ulong hash, ref T value) => partials.Add(new Keyed<TKey, T>(key, value));
    }

    private struct Compaction : IEntryVisitor<TKey, T>
    {
        public bool FoundLoose { get; private set; }

        public void Visit(in TKey key, ulong hash, ref T value) => FoundLoose |= Kept<T>.Compact(ref value);
    }
}
