namespace Flink.Core.Types;

/// <summary>The key groups that one subtask owns: from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
/// <param name="Start">The first key group of the range.</param>
/// <param name="End">The key group after the last one.</param>
public readonly record struct KeyGroupRange(int Start, int End)
{
    /// <summary>How many key groups the range holds; 0 where parallelism exceeds what the range can give.</summary>
    public int Count => End - Start;

    /// <summary>Whether the range owns <paramref name="keyGroup"/>.</summary>
    public bool Contains(int keyGroup) => (uint)(keyGroup - Start) < (uint)(End - Start);

    /// <summary>The groups that both ranges own; empty (count 0) when they do not meet.</summary>
    public KeyGroupRange Intersect(KeyGroupRange other)
    {
        var start = Math.Max(Start, other.Start);
        return new KeyGroupRange(start, Math.Max(start, Math.Min(End, other.End)));
    }
}
