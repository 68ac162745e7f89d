namespace Flink.Core.Functions;

/// <summary>Chooses the subtask that gets a key.</summary>
public interface IPartitioner<in TKey>
{
    /// <summary>Index of the receiving subtask, 0 to <paramref name="subtasks"/> - 1.</summary>
    int Partition(TKey key, int subtasks);
}
