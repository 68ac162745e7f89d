using Flink.Core.Graph;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>Checkpoints that the next leader finds: one is complete when the pointer to it is stored, and its pointer goes before its files do.</summary>
/// <param name="storage">Where the checkpoints are.</param>
/// <param name="pointers">Where the pointers are.</param>
/// <param name="job">The job.</param>
/// <param name="known">What the store has of the job; null for nothing.</param>
/// <remarks>
/// Numbers are reserved some at a time, so that the next leader does not begin a checkpoint in a folder into which tasks of this one may
/// still write. Waits for the store, as every call of a <see cref="CheckpointStorage"/> may.
/// </remarks>
internal sealed class PointedCheckpointStorage(CheckpointStorage storage, CheckpointPointerStore pointers, JobId job, CheckpointPointers? known)
    : CheckpointStorage
{
    private const int Reserve = 100;

    private readonly Lock _gate = new();
    private readonly List<CheckpointPointer> _complete = [.. known?.Complete ?? []];
    private readonly HashSet<long> _perhapsPointedTo = [];
    private readonly HashSet<long> _owed = [];
    private CheckpointPointerStore _pointers = pointers;
    private long _nextId = known?.NextId ?? 1;

    /// <inheritdoc/>
    public override void Prepare()
    {
        storage.Prepare();
        lock (_gate)
        {
            Put(_nextId + Reserve, [.. _complete]);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<OperatorId, StateHandle> Store(
        long checkpointId, string owner, IReadOnlyList<TaskState> states, CancellationToken cancellation) =>
        storage.Store(checkpointId, owner, states, cancellation);

    /// <inheritdoc/>
    public override JobSnapshot Complete(JobSnapshot snapshot)
    {
        var complete = storage.Complete(snapshot);
        if (complete.Folder is not { } folder)
        {
            return complete;
        }

        lock (_gate)
        {
            CheckpointPointer[] next = [.. _complete, new CheckpointPointer(complete.CheckpointId, folder.ToString(), IsSavepoint: false)];
            try
            {
                Put(Math.Max(_nextId, complete.CheckpointId + Reserve), next);
            }
            catch (Exception e) when (e is not LeadershipLostException { MayBeDone: false })
            {
                _perhapsPointedTo.Add(complete.CheckpointId);
                throw;
            }
        }

        return complete;
    }

    /// <inheritdoc/>
    internal override bool? IsAsLeft(CheckpointPointers? found)
    {
        lock (_gate)
        {
            return found is not null && found.NextId == _nextId && found.Complete.SequenceEqual(_complete);
        }
    }

    /// <inheritdoc/>
    internal override void Follow(CheckpointPointerStore pointers)
    {
        lock (_gate)
        {
            _pointers = pointers;
        }
    }

    /// <inheritdoc/>
    public override void Discard(long checkpointId)
    {
        lock (_gate)
        {
            if (_perhapsPointedTo.Contains(checkpointId))
            {
                // Space is lost; the alternative is that the next leader finds a pointer to nothing.
                return;
            }

            // With what could not be removed before: the store may have been away.
            _owed.Add(checkpointId);
            CheckpointPointer[] left = [.. _complete.Where(pointer => !_owed.Contains(pointer.CheckpointId))];
            if (left.Length < _complete.Count)
            {
                Put(_nextId, left);
            }
        }

        RemoveOwed();
    }

    /// <inheritdoc/>
    public override void Close() => storage.Close();

    private void RemoveOwed()
    {
        long[] owed;
        lock (_gate)
        {
            owed = [.. _owed];
        }

        foreach (var checkpoint in owed)
        {
            storage.Discard(checkpoint);
            lock (_gate)
            {
                _owed.Remove(checkpoint);
            }
        }
    }

    // What is known here changes with what is stored, or not at all.
    private void Put(long nextId, CheckpointPointer[] complete)
    {
        _pointers.PutAsync(job, new CheckpointPointers(nextId, complete)).GetAwaiter().GetResult();
        _nextId = nextId;
        _complete.Clear();
        _complete.AddRange(complete);
    }
}
