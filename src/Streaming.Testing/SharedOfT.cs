namespace Flink.Streaming.Testing;

/// <summary>
/// A handle on an object of the test that a function of a job may capture: the function travels as data and is another one when it
/// runs, but what the handle stands for is the same object wherever it comes back in this process.
/// </summary>
/// <typeparam name="T">A queue, a task completion source, a latch, ...: something that several threads may use.</typeparam>
/// <remarks>Only an id travels. Safe for concurrent use. Apache Flink's tests have SharedObjects for the same purpose.</remarks>
public sealed class Shared<T> : IDisposable
    where T : class
{
    private readonly long _id;

    /// <summary>Keeps an object until the handle is disposed.</summary>
    public Shared(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _id = SharedObjects.Add(value);
    }

    /// <summary>The object.</summary>
    /// <exception cref="InvalidOperationException">The handle, or a copy of it, was disposed, or this is another process than the test's.</exception>
    public T Value => (T?)SharedObjects.Find(_id) ?? throw new InvalidOperationException(
        $"The shared {typeof(T).Name} is not there: its handle was disposed while a function still used it, or the function runs in another process than the test.");

    /// <summary>Forgets the object, for every copy of the handle.</summary>
    public void Dispose() => SharedObjects.Remove(_id);
}
