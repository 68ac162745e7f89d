using System.Diagnostics;

namespace Flink.Streaming.State.Tables;

/// <summary>Entries that come in any order and are read by ascending key group.</summary>
/// <param name="capacity">Entries that will be added.</param>
/// <param name="maxParallelism">Key groups of the operator.</param>
internal sealed class GroupedEntries<TKey, TValue>(int capacity, int maxParallelism)
{
    private readonly ushort[] _groups = new ushort[capacity];

    // Entries of each group, shifted by one; then where the group before ends in the order.
    private readonly int[] _ends = new int[maxParallelism + 1];
    private int[] _order = [];
    private int _count;

    /// <summary>The keys, as they were added.</summary>
    public TKey[] Keys { get; } = new TKey[capacity];

    /// <summary>Their values.</summary>
    public TValue[] Values { get; } = new TValue[capacity];

    /// <summary>The group that <see cref="TakeGroup"/> gives next; behind all groups when there are no more entries.</summary>
    public int NextGroup { get; private set; } = int.MaxValue;

    public void Add(int group, in TKey key, in TValue value)
    {
        _groups[_count] = (ushort)group;
        _ends[group + 1]++;
        (Keys[_count], Values[_count]) = (key, value);
        _count++;
    }

    /// <summary>All entries have been added, and are read from now on.</summary>
    public void Sort()
    {
        Debug.Assert(_count == capacity, "As many entries as were announced.");
        for (var group = 0; group < maxParallelism; group++)
        {
            _ends[group + 1] += _ends[group];
        }

        var next = _ends.AsSpan(0, maxParallelism).ToArray();
        _order = new int[_count];
        for (var i = 0; i < _count; i++)
        {
            _order[next[_groups[i]]++] = i;
        }

        NextGroup = FirstFrom(0);
    }

    /// <summary>Indices of the entries of <see cref="NextGroup"/>, which goes on.</summary>
    public ReadOnlySpan<int> TakeGroup()
    {
        var group = NextGroup;
        NextGroup = FirstFrom(group + 1);
        return _order.AsSpan(_ends[group].._ends[group + 1]);
    }

    private int FirstFrom(int group)
    {
        while (group < maxParallelism && _ends[group] == _ends[group + 1])
        {
            group++;
        }

        return group < maxParallelism ? group : int.MaxValue;
    }
}
