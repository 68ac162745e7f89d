using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Flink.Streaming.Testing;

/// <summary>The objects of this process that shared handles stand for.</summary>
internal static class SharedObjects
{
    private static readonly ConcurrentDictionary<long, object> _objects = new();

    // Begins at random: a handle that got into another process finds nothing there, and not that process's object of the same number.
    private static long _last = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));

    public static long Add(object value)
    {
        var id = Interlocked.Increment(ref _last);
        _objects[id] = value;
        return id;
    }

    public static object? Find(long id) => _objects.GetValueOrDefault(id);

    public static void Remove(long id) => _objects.TryRemove(id, out _);
}
