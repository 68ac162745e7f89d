using Flink.Core.Operators;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State;

/// <summary>Where the tables of one operator's subtask lie: one pool of pages for all of them, so that what one gives back another takes.</summary>
/// <param name="memory">Taken from as tables grow.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
/// <param name="groups">Those of them whose keys may occur.</param>
/// <remarks>Belongs to the operator, which disposes it in <see cref="Operator.Close"/>; its tables cannot be used after that.</remarks>
internal sealed class TableSpace(IManagedMemory memory, int maxParallelism, KeyGroupRange groups) : IDisposable
{

    /// <summary>Space in an operator's managed memory.</summary>
    public TableSpace(OperatorContext context)
        : this(context.ManagedMemory, context.MaxParallelism, KeyGroups.RangeOf(context.SubtaskIndex, context.MaxParallelism, context.Parallelism))
    {
    }

    /// <summary>The pages, for other things than tables.</summary>
    public PagePool Pool { get; } = new(memory);

    /// <summary>An empty table for the keys of this subtask.</summary>
    public KeyedTable<TKey, TValue, TComparer> NewTable<TKey, TValue, TComparer>()
        where TComparer : struct, IKeyComparer<TKey> => new(Pool, maxParallelism, groups);

    /// <summary>As <see cref="NewTable"/>, for tables to which direct addressing of keys may pay.</summary>
    public DirectTable<TKey, TValue, TComparer> NewDirectTable<TKey, TValue, TComparer>()
        where TComparer : struct, IKeyComparer<TKey> => new(Pool, maxParallelism, groups);

    public void Dispose() => Pool.Dispose();
}
