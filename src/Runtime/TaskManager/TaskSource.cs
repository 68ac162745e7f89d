using Flink.Core.Operators;
using Flink.Core.Sources;

namespace Flink.Runtime.TaskManager;

/// <summary>The source of a task that begins with one: when it is polled, and what it says to the JobMaster.</summary>
/// <param name="task">The task, on whose thread all members but <see cref="ISourceTask.Wake"/> are called.</param>
/// <param name="listener">Hears of the source.</param>
internal sealed class TaskSource(StreamTask task, ITaskListener listener) : ISourceTask
{
    private ISourceOperator? _source;
    private bool _hasMore = true;

    /// <summary>Whether it will give no more records.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Begins with the operator, before that is opened.</summary>
    public void Attach(ISourceOperator source)
    {
        _source = source;
        source.Attach(this);
    }

    /// <summary>Hands a split to the reader.</summary>
    public void AddSplit(ReadOnlyMemory<byte> split)
    {
        _source!.AddSplit(split.Span);
        _hasMore = true;
    }

    /// <summary>Tells the reader that no split follows.</summary>
    public void NoMoreSplits()
    {
        _source!.NoMoreSplits();
        _hasMore = true;
    }

    /// <summary>Tells an aligned source how far it may go in event time.</summary>
    public void Align(long maxWatermark) => _source?.Align(maxWatermark);

    /// <summary>Reads and emits a batch.</summary>
    /// <returns>False when there is nothing to read now; <see cref="ISourceTask.Wake"/> follows, or it has ended.</returns>
    public bool Poll()
    {
        if (!Volatile.Read(ref _hasMore) || HasEnded)
        {
            return false;
        }

        // Cleared before the poll, with a fence between the two: a wake-up that comes during it must not be lost.
        Interlocked.Exchange(ref _hasMore, false);
        switch (_source!.Poll())
        {
            case ReadStatus.MoreAvailable:
                _hasMore = true;
                break;
            case ReadStatus.EndOfInput:
                HasEnded = true;
                break;
        }

        return true;
    }

    /// <inheritdoc/>
    void ISourceTask.RequestSplit() => listener.SplitRequested(task.Deployment.Execution);

    /// <inheritdoc/>
    void ISourceTask.ReportWatermark(long time) => listener.WatermarkReported(task.Deployment.Execution, time);

    /// <inheritdoc/>
    void ISourceTask.Wake()
    {
        Volatile.Write(ref _hasMore, true);
        task.Wake();
    }
}
