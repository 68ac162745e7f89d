namespace Flink.Runtime.JobManager.Regions;

/// <summary>Numbers in sets that are joined again and again (union by size, paths halved: practically constant time a call).</summary>
/// <param name="count">How many numbers, from 0.</param>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];
    private readonly int[] _sizes = [.. Enumerable.Repeat(1, count)];

    /// <summary>The number that stands for the set of a number.</summary>
    public int Find(int number)
    {
        while (_parents[number] != number)
        {
            number = _parents[number] = _parents[_parents[number]];
        }

        return number;
    }

    /// <summary>Makes one set of those of two numbers.</summary>
    public void Join(int one, int other)
    {
        var (large, small) = (Find(one), Find(other));
        if (large == small)
        {
            return;
        }

        if (_sizes[large] < _sizes[small])
        {
            (large, small) = (small, large);
        }

        _parents[small] = large;
        _sizes[large] += _sizes[small];
    }
}
