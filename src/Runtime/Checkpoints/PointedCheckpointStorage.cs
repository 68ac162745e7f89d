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
    /// <remarks>A master begins with reserving numbers, so another one would have left a trace.</remarks>
    internal override bool TryFollow(CheckpointPointerStore pointers, CheckpointPointers? found, bool isNextTerm)
    {
        lock (_gate)
        {
            if (found is null || found.NextId != NextIdWith(found) || !found.Complete.Where(IsCertain).SequenceEqual(_complete))
            {
                return false;
            }

            // Now it is known which writes arrived. Tasks were not told that these are complete: they go with the next ones that are not kept.
            _owed.UnionWith(_perhapsPointedTo);
            _perhapsPointedTo.Clear();
            _complete.Clear();
            _complete.AddRange(found.Complete);
            (_nextId, _pointers) = (found.NextId, pointers);
            return true;
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

    private bool IsCertain(CheckpointPointer pointer) => !_perhapsPointedTo.Contains(pointer.CheckpointId);

    private long NextIdWith(CheckpointPointers found)
    {
        var next = _nextId;
        foreach (var pointer in found.Complete)
        {
            next = IsCertain(pointer) ? next : Math.Max(next, pointer.CheckpointId + Reserve);
        }

        return next;
    }

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
