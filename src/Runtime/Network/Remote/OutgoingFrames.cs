using Flink.Runtime.Network.Wire;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network.Remote;

/// <summary>The frames that wait for one connection, and whose turn it is to send: the thread's that made a frame, or the connection's own.</summary>
/// <param name="pool">Where the frames' arrays go back to.</param>
/// <remarks>
/// A small frame (credit, a signal) that finds nothing before it is sent by its maker, as far as that goes without waiting; to
/// wake another thread would cost more. Batches are the connection's thread's, which sends while their maker makes the next one,
/// and so is what the <see cref="Sink"/> does not take, and all that follows until it has caught up. Frames keep their order: one
/// thread sends at a time. What waits is bounded by the credit of the channels. Safe for concurrent use, except where it says
/// otherwise. See docs/decisions/0034.
/// </remarks>
internal sealed class OutgoingFrames(BufferPool pool)
{
    // Below it a call of the system costs less than a wake-up of another thread; it copies what it sends.
    private const int SmallBytes = 4 << 10;

    // A maker that sends for others, too, ends when it has done as much as one call of the connection's thread does.
    private const int MostBytesAtOnce = 128 << 10;

    private readonly object _gate = new();
    private Queue<Frame> _waiting = new();
    private bool _isNobodysTurn;
    private bool _isClosed;

    /// <summary>What makers send to; null, as at first, when they leave it all to the connection's thread. Set before that begins.</summary>
    public IByteSink? Sink { get; set; }

    /// <summary>Called when it becomes the connection's turn, and at the end; for connections that do not wait on a thread.</summary>
    public Action? Ready { get; set; }

    /// <summary>Sends a frame behind all others, or lets it wait.</summary>
    public void Add(Frame frame)
    {
        IByteSink? sink;
        using (new UninterruptedLock(_gate))
        {
            if (_isClosed)
            {
                pool.Return(frame.Buffer);
                return;
            }

            sink = _isNobodysTurn && frame.Length <= SmallBytes ? Sink : null;
            if (sink is null)
            {
                _waiting.Enqueue(frame);
                if (!_isNobodysTurn)
                {
                    return;
                }

                Monitor.Pulse(_gate);
            }

            _isNobodysTurn = false;
        }

        if (sink is null)
        {
            Ready?.Invoke();
        }
        else
        {
            Send(frame, sink);
        }
    }

    /// <summary>Takes all frames that wait, in exchange for an empty queue, on the connection's thread, whose turn it is until it comes again.</summary>
    /// <param name="empty">Becomes the queue of those that come.</param>
    /// <param name="waits">Whether to wait for the first frame.</param>
    /// <returns>The queue of those that waited; null after the end.</returns>
    public Queue<Frame>? Take(Queue<Frame> empty, bool waits)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosed)
            {
                _isNobodysTurn = true;
                if (!waits)
                {
                    return empty;
                }

                Monitor.Wait(_gate);
            }

            if (_isClosed)
            {
                return null;
            }

            _isNobodysTurn = false;
            (var taken, _waiting) = (_waiting, empty);
            return taken;
        }
    }

    /// <summary>Drops what waits and what still comes.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var frame in _waiting)
            {
                pool.Return(frame.Buffer);
            }

            _waiting.Clear();
            Monitor.PulseAll(_gate);
        }

        Ready?.Invoke();
    }

    private void Send(Frame frame, IByteSink sink)
    {
        var sent = 0;
        while (true)
        {
            var rest = frame.Skip(sink.TryWrite(frame.Span));
            sent += frame.Length - rest.Length;
            if (rest.Length == 0)
            {
                pool.Return(frame.Buffer);
            }

            using (new UninterruptedLock(_gate))
            {
                if (!HasMore(rest, isLast: sent >= MostBytesAtOnce, out frame))
                {
                    return;
                }
            }
        }
    }

    // Ends the maker's turn, unless there is a frame that it should send next. The array of a frame without a rest has gone back.
    private bool HasMore(Frame rest, bool isLast, out Frame next)
    {
        next = default;
        if (_isClosed)
        {
            if (rest.Length > 0)
            {
                pool.Return(rest.Buffer);
            }

            return false;
        }

        if (rest.Length > 0)
        {
            PutFirst(rest);
        }
        else if (_waiting.Count == 0)
        {
            _isNobodysTurn = true;
            return false;
        }
        else if (!isLast && _waiting.Peek().Length <= SmallBytes)
        {
            next = _waiting.Dequeue();
            return true;
        }

        Monitor.Pulse(_gate);
        return false;
    }

    private void PutFirst(Frame frame)
    {
        _waiting.Enqueue(frame);
        for (var others = _waiting.Count - 1; others > 0; others--)
        {
            _waiting.Enqueue(_waiting.Dequeue());
        }
    }
}
