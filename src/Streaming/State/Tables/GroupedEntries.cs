namespace Flink.Streaming.State.Tables;

/// <summary>Entries that their owner can show again and again, though only in an order of its own, and that are read by ascending key group.</summary>
/// <remarks>They are shown once for each so many of them that fit the buffer: a range of key groups, or a part of one that is larger.</remarks>
/// <param name="counts">Entries of each key group; kept.</param>
/// <param name="capacity">Entries that are in memory at once, at most.</param>
/// <param name="show">Adds all entries, each time in the same order; told whether it is for the last time.</param>
internal sealed class GroupedEntries<TKey, TValue>(long[] counts, int capacity, Action<GroupedEntries<TKey, TValue>, bool> show)
{
    private readonly int _capacity = (int)Math.Min(counts.Sum(), capacity);

    // Where the next entry of a group is put; when all are there, the end of the group.
    private readonly int[] _next = new int[counts.Length];
    private int _start;
    private int _end;

    // Entries of the next group that were taken before, and how many of them were not shown again yet.
    private long _done;
    private long _skip;

    /// <summary>The keys that are in memory.</summary>
    public TKey[] Keys => field ??= new TKey[_capacity];

    /// <summary>Their values.</summary>
    public TValue[] Values => field ??= new TValue[_capacity];

    /// <summary>The group that <see cref="TakePart"/> gives next; behind all groups when there are no more entries.</summary>
    public int NextGroup { get; private set; } = FirstFrom(counts, 0);

    /// <summary>Shows an entry; kept if it is its turn.</summary>
    public void Add(int group, in TKey key, in TValue value)
    {
        if (group < _start || group >= _end)
        {
            return;
        }

        if (_skip > 0 && group == _start)
        {
            _skip--;
            return;
        }

        // What does not fit is of the only group, and comes the next time.
        var at = _next[group];
        if (at < _capacity)
        {
            (Keys[at], Values[at]) = (key, value);
            _next[group] = at + 1;
        }
    }

    /// <summary>Takes entries of <see cref="NextGroup"/>, in the order in which they are shown: all of them, or as many as fit.</summary>
    /// <returns>Their indices.</returns>
    public Range TakePart()
    {
        var group = NextGroup;
        if (group >= _end || _done > 0)
        {
            Gather();
        }

        var end = _next[group];
        var length = (int)Math.Min(counts[group] - _done, _capacity);
        _done += length;
        if (_done == counts[group])
        {
            _done = 0;
            NextGroup = FirstFrom(counts, group + 1);
        }

        return (end - length)..end;
    }

    private void Gather()
    {
        (_start, _end, _skip) = (NextGroup, NextGroup + 1, _done);
        _next[_start] = 0;
        var used = counts[_start] - _done;
        while (_end < counts.Length && used + counts[_end] <= _capacity)
        {
            _next[_end] = (int)used;
            used += counts[_end++];
        }

        show(this, used <= _capacity && FirstFrom(counts, _end) == int.MaxValue);
    }

    private static int FirstFrom(long[] counts, int group)
    {
        var found = counts.AsSpan(group).IndexOfAnyExcept(0);
        return found < 0 ? int.MaxValue : group + found;
    }
}
