using System.Threading.Channels;

namespace Flink.Streaming.Collecting;

/// <summary>Carries results from the collect sink of a job to the program in the same process, a few batches ahead at most.</summary>
internal sealed class ResultQueue<T>
{
    private const int BatchesAhead = 8;

    private readonly Channel<T[]> _batches = Channel.CreateBounded<T[]>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true });

    private volatile bool _hasDelivered;

    /// <summary>Whether any results were handed over.</summary>
    public bool HasDelivered => _hasDelivered;

    public ChannelReader<T[]> Reader => _batches.Reader;

    /// <summary>Hands a batch over; blocks the thread while the program is behind.</summary>
    /// <exception cref="OperationCanceledException">The task is to end.</exception>
    public void Put(T[] batch, CancellationToken cancellation)
    {
        _hasDelivered = true;
        if (!_batches.Writer.TryWrite(batch))
        {
            _batches.Writer.WriteAsync(batch, cancellation).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Hands a batch over; waits while the program is behind.</summary>
    public ValueTask PutAsync(T[] batch, CancellationToken cancellation)
    {
        _hasDelivered = true;
        return _batches.Writer.WriteAsync(batch, cancellation);
    }

    /// <summary>Nothing follows, since the job has ended.</summary>
    public void Complete(Exception? error) => _batches.Writer.TryComplete(error);
}
