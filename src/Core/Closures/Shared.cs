using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Flink.Core.Closures;

/// <summary>An object of this process that functions of a job use where it is, instead of a copy: what travels is a number by which it is found again.</summary>
/// <typeparam name="T">Type of the object; safe for concurrent use, since every subtask gets the same one.</typeparam>
/// <remarks>
/// For jobs that run in this process: tests that watch what a function does, results that are collected. In another process
/// <see cref="Value"/> fails. The object is kept until <see cref="Dispose"/>.
/// </remarks>
public sealed class Shared<T> : IDisposable
    where T : class
{
    private readonly long _process = SharedObjects.Process;
    private readonly long _id;

    [NonSerialized]
    private T? _value;

    /// <summary>Registers an object.</summary>
    public Shared(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        _id = SharedObjects.Add(value);
    }

    /// <summary>The object.</summary>
    /// <exception cref="FlinkException">It lives in another process, or was given up.</exception>
    public T Value => _value ??= (T)SharedObjects.Find(_process, _id, typeof(T));

    /// <summary>Gives the object up: copies of this handle that look for it later do not find it.</summary>
    public void Dispose() => SharedObjects.Remove(_id);
}

/// <summary>The objects that handles of this process stand for.</summary>
internal static class SharedObjects
{
    private static readonly ConcurrentDictionary<long, object> _objects = new();
    private static long _next;

    /// <summary>Tells this process from every other.</summary>
    public static long Process { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    public static long Add(object value)
    {
        var id = Interlocked.Increment(ref _next);
        _objects[id] = value;
        return id;
    }

    public static void Remove(long id) => _objects.TryRemove(id, out _);

    public static object Find(long process, long id, Type type)
    {
        if (process != Process)
        {
            throw new FlinkException(
                $"A shared {type} lives in the process that submitted the job, and this is another. Run the job embedded (execution.target: local), "
                + "or send what is needed as data.");
        }

        return _objects.TryGetValue(id, out var value)
            ? value
            : throw new FlinkException($"The shared {type} was disposed before the job's function asked for it. Dispose the handle after the job's end.");
    }
}
