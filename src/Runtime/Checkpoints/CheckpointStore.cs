using Flink.Core.Configuration;
using Flink.Core.Execution;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Checkpoints;

/// <summary>The complete checkpoints of a job: keeps the newest, removes the rest. Belongs to the job master's endpoint.</summary>
/// <param name="storage">Where they are.</param>
/// <param name="settings">How many are kept, and until when.</param>
/// <param name="services">Removes files.</param>
internal sealed partial class CheckpointStore(CheckpointStorage storage, CheckpointSettings settings, CheckpointCoordinatorServices services)
{
    private readonly List<JobSnapshot> _complete = [];
    private JobSnapshot? _start;
    private int _discards;
    private Action? _close;

    public CheckpointStorage Storage => storage;

    /// <summary>The newest; that which the job started from while it has none of its own.</summary>
    public JobSnapshot? Latest => _complete.Count > 0 ? _complete[^1] : _start;

    /// <summary>Sets what the job started from. It stays its owner's and is never removed.</summary>
    public void StartFrom(JobSnapshot snapshot) => _start = snapshot;

    /// <summary>Adds a newer one.</summary>
    public void Add(JobSnapshot snapshot)
    {
        _complete.Add(snapshot);
        while (_complete.Count > settings.Retained)
        {
            Discard(_complete[0].CheckpointId);
            _complete.RemoveAt(0);
        }
    }

    /// <summary>Removes what was written for a checkpoint that will not be complete, or is not kept.</summary>
    public void Discard(long checkpointId)
    {
        _discards++;
        services.Io.Run(() =>
        {
            TryDiscard(checkpointId);
            services.Post(Discarded);
        });
    }

    /// <summary>As <see cref="Discard"/>, unless the checkpoint is a complete one.</summary>
    public void DiscardLate(long checkpointId)
    {
        if (!_complete.Exists(snapshot => snapshot.CheckpointId == checkpointId))
        {
            Discard(checkpointId);
        }
    }

    /// <summary>The job has ended.</summary>
    public void Close(JobStatus status, Action<IReadOnlyList<string>> done)
    {
        var discarded = IsKept(status) ? [] : _complete.Select(static snapshot => snapshot.CheckpointId).ToList();
        _close = () => services.Io.Run(() =>
        {
            List<string> left = [];
            foreach (var checkpoint in discarded)
            {
                if (TryDiscard(checkpoint) is { } failure)
                {
                    left.Add($"Checkpoint {checkpoint} could not be removed: {failure.Message}");
                }
            }

            TryClose();
            services.Post(() => done(left));
        });
        CloseWhenDiscarded();
    }

    private void Discarded()
    {
        _discards--;
        CloseWhenDiscarded();
    }

    private void CloseWhenDiscarded()
    {
        if (_discards == 0 && _close is { } close)
        {
            _close = null;
            close();
        }
    }

    // Flink's rule: a job that has finished needs none, whatever is configured.
    private bool IsKept(JobStatus status) => settings.Retention switch
    {
        ExternalizedCheckpointRetention.RetainOnCancellation => status is JobStatus.Canceled or JobStatus.Failed,
        ExternalizedCheckpointRetention.DeleteOnCancellation => status is JobStatus.Failed,
        _ => false,
    };

    private Exception? TryDiscard(long checkpointId)
    {
        try
        {
            storage.Discard(checkpointId);
            return null;
        }
        catch (Exception e)
        {
            // What cannot be removed costs space, and no job should fail for that.
            LogNotDiscarded(services.Logger, checkpointId, e);
            return e;
        }
    }

    private void TryClose()
    {
        try
        {
            storage.Close();
        }
        catch (Exception e)
        {
            LogNotClosed(services.Logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was written for checkpoint {Id} could not be removed.")]
    private static partial void LogNotDiscarded(ILogger logger, long id, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The job's checkpoint folder could not be removed.")]
    private static partial void LogNotClosed(ILogger logger, Exception cause);
}
