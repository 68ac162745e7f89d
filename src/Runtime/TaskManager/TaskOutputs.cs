using Flink.Core.Records;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.TaskManager;

/// <summary>The exchanges that begin in a task, taken together: room, signals, and batches that are not full yet.</summary>
/// <param name="outputs">The exchanges.</param>
/// <param name="clock">Says when a batch has waited long enough.</param>
/// <param name="bufferTimeout">How long that is; infinite for batches that only go when they are full.</param>
internal sealed class TaskOutputs(IReadOnlyList<TaskOutput> outputs, TimeProvider clock, TimeSpan bufferTimeout)
{
    private readonly TaskOutput[] _outputs = [.. outputs];
    private long _lastFlush;

    /// <summary>Each of them.</summary>
    public IReadOnlyList<TaskOutput> All => _outputs;

    /// <summary>Records sent so far; from any thread.</summary>
    public long RecordsOut
    {
        get
        {
            var sum = 0L;
            foreach (var output in _outputs)
            {
                sum += output.Writer.RecordsOut;
            }

            return sum;
        }
    }

    /// <summary>Makes a task the one that waits for room.</summary>
    /// <param name="producer">The task.</param>
    /// <param name="throwIfCanceled">Ends a wait of a task that was cancelled.</param>
    public void Attach(Tasklet producer, Action throwIfCanceled)
    {
        foreach (var output in _outputs)
        {
            output.Writer.Attach(producer, throwIfCanceled);
        }

        _lastFlush = clock.GetTimestamp();
    }

    /// <summary>Whether each has room; where one has none, its receiver will wake the task.</summary>
    public bool HasRoom()
    {
        if (EachHasRoom())
        {
            return true;
        }

        foreach (var output in _outputs)
        {
            output.Writer.AskForWake();
        }

        // Room made between the first look and the request would wake nobody.
        return EachHasRoom();
    }

    /// <summary>Whether nothing waits here for a receiver's room; where something does, the receiver will wake the task.</summary>
    public bool HasSentAll()
    {
        if (EachHasSentAll())
        {
            return true;
        }

        foreach (var output in _outputs)
        {
            output.Writer.AskForWake();
        }

        return EachHasSentAll();
    }

    /// <summary>Sends a signal to all receivers, behind everything sent before.</summary>
    public void Broadcast(StreamElement signal)
    {
        foreach (var output in _outputs)
        {
            output.Writer.Broadcast(signal);
        }
    }

    /// <summary>Sends what is not full.</summary>
    public void Flush()
    {
        foreach (var output in _outputs)
        {
            output.Writer.Flush();
        }
    }

    /// <summary>Sends what is not full, if that was last done longer ago than the buffer timeout.</summary>
    public void FlushWhenDue()
    {
        if (bufferTimeout == Timeout.InfiniteTimeSpan || _outputs.Length == 0)
        {
            return;
        }

        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(_lastFlush, now) >= bufferTimeout)
        {
            _lastFlush = now;
            Flush();
        }
    }

    private bool EachHasSentAll()
    {
        foreach (var output in _outputs)
        {
            if (!output.Writer.TrySendRest())
            {
                return false;
            }
        }

        return true;
    }

    private bool EachHasRoom()
    {
        foreach (var output in _outputs)
        {
            if (!output.Writer.HasRoom)
            {
                return false;
            }
        }

        return true;
    }
}
