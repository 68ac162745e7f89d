using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Flink.Streaming.Collecting;

/// <summary>The result queues of this process, by a number that travels with the sink. Safe for concurrent use.</summary>
internal static class ResultQueues
{
    private static readonly ConcurrentDictionary<long, object> _queues = new();

    // Begins at random: a sink that got into another process finds nothing there.
    private static long _last = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    public static long Add(object queue)
    {
        var number = Interlocked.Increment(ref _last);
        _queues[number] = queue;
        return number;
    }

    public static void Remove(long number) => _queues.TryRemove(number, out _);

    /// <summary>A queue; null when the program runs in another process, or has ended.</summary>
    public static ResultQueue<T>? Find<T>(long number) => _queues.TryGetValue(number, out var queue) ? (ResultQueue<T>)queue : null;
}
