using System.Buffers;
using Flink.Core.State;

namespace Flink.Core.Sources;

/// <summary>Runs a source's enumerator for the job's coordinator. All calls on the coordinator's thread.</summary>
public abstract class SourceCoordinator
{
    /// <summary>Starts the enumerator, from a snapshot where there is one.</summary>
    public abstract void Start(StateReader? state);

    /// <summary>A reader's subtask runs.</summary>
    public abstract void AddReader(int subtask);

    /// <summary>A reader asks for a split.</summary>
    public abstract void HandleSplitRequest(int subtask);

    /// <summary>Writes the enumerator's state; splits that are assigned from now on are not in the checkpoint.</summary>
    public abstract void Snapshot(long checkpointId, StateWriter state);

    /// <summary>A checkpoint is complete: the readers' state has the splits that were assigned before it.</summary>
    public abstract void NotifyCheckpointComplete(long checkpointId);

    /// <summary>A reader starts over while others go on: what it was assigned since a checkpoint comes back to the enumerator.</summary>
    /// <param name="subtask">The reader.</param>
    /// <param name="checkpointId">The checkpoint that it starts from; 0 for a fresh start.</param>
    public abstract void ResetReader(int subtask, long checkpointId);

    /// <summary>Ends the enumerator.</summary>
    public abstract void Close();
}

internal sealed class SourceCoordinator<T, TSplit> : SourceCoordinator, ISplitEnumeratorContext<TSplit>
    where TSplit : ISplit
{
    private readonly ISplitSerializer<TSplit> _serializer;
    private readonly ISourceCoordinatorContext _context;
    private readonly SplitEnumerator<TSplit> _enumerator;
    private readonly AssignedSplits<TSplit> _assigned = new();

    public SourceCoordinator(Source<T, TSplit> source, ISourceCoordinatorContext context)
    {
        _serializer = source.SplitSerializer;
        _context = context;
        _enumerator = source.CreateEnumerator(this);
    }

    public int Parallelism => _context.Parallelism;

    public override void Start(StateReader? state)
    {
        if (state is not null)
        {
            _enumerator.Restore(state);
        }

        _enumerator.Start();
    }

    public override void AddReader(int subtask) => _enumerator.AddReader(subtask);

    public override void HandleSplitRequest(int subtask) => _enumerator.HandleSplitRequest(subtask);

    public override void Snapshot(long checkpointId, StateWriter state)
    {
        _enumerator.Snapshot(state);
        _assigned.Snapshot(checkpointId);
    }

    public override void NotifyCheckpointComplete(long checkpointId) => _assigned.Forget(checkpointId);

    public override void ResetReader(int subtask, long checkpointId)
    {
        if (_assigned.Take(subtask, checkpointId) is { Count: > 0 } splits)
        {
            _enumerator.AddSplitsBack(splits, subtask);
        }
    }

    public override void Close() => _enumerator.Close();

    public void AssignSplit(TSplit split, int subtask)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)subtask, (uint)Parallelism, nameof(subtask));
        var buffer = new ArrayBufferWriter<byte>();
        _serializer.Write(split, buffer);
        _assigned.Add(split, subtask);
        _context.SendSplit(subtask, buffer.WrittenMemory);
    }

    public void SignalNoMoreSplits(int subtask) => _context.SendNoMoreSplits(subtask);

    public void CallAsync<TResult>(Func<CancellationToken, Task<TResult>> work, Action<TResult> handler) =>
        _context.RunAsync(async cancellation =>
        {
            var result = await work(cancellation).ConfigureAwait(false);
            _context.Post(() => handler(result));
        });
}
