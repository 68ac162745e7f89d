using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>Checkpoints in a folder, laid out as Flink does: <c>&lt;dir&gt;/&lt;job id&gt;/chk-&lt;n&gt;/</c> with a file for each task and <c>_metadata</c>.</summary>
/// <param name="fileSystem">The file system of the folder.</param>
/// <param name="directory">The folder for all jobs.</param>
/// <param name="job">The job.</param>
/// <param name="inlineThreshold">State of fewer bytes goes into the metadata.</param>
public sealed class FileCheckpointStorage(FileSystem fileSystem, FilePath directory, JobId job, long inlineThreshold) : CheckpointStorage
{
    /// <summary>What the folder of a checkpoint begins with.</summary>
    internal const string CheckpointPrefix = "chk-";

    private readonly FilePath _folder = directory.Child(job.ToString());
    private readonly Lock _gate = new();
    private int _writers;
    private bool _isClosed;

    /// <inheritdoc/>
    public override void Prepare() => fileSystem.CreateDirectory(_folder);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<OperatorId, StateHandle> Store(
        long checkpointId, string owner, IReadOnlyList<TaskState> states, CancellationToken cancellation)
    {
        using var file = new TaskStateFile(
            fileSystem,
            FolderOf(checkpointId).Child(owner),
            XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{job}/{checkpointId}/{owner}")),
            inlineThreshold,
            BeginWriting,
            EndWriting);
        foreach (var state in states)
        {
            cancellation.ThrowIfCancellationRequested();
            file.Write(state, cancellation);
        }

        return file.Complete();
    }

    /// <inheritdoc/>
    public override JobSnapshot Complete(JobSnapshot snapshot)
    {
        var folder = FolderOf(snapshot.CheckpointId);
        fileSystem.CreateDirectory(folder);
        CheckpointMetadata.Write(snapshot, folder, fileSystem);
        return new JobSnapshot
        {
            Job = snapshot.Job,
            CheckpointId = snapshot.CheckpointId,
            Timestamp = snapshot.Timestamp,
            Operators = snapshot.Operators,
            Folder = folder,
        };
    }

    /// <inheritdoc/>
    public override void Discard(long checkpointId)
    {
        // First what makes it count: half a checkpoint must not look like a whole one.
        var folder = FolderOf(checkpointId);
        if (fileSystem.Exists(folder))
        {
            fileSystem.Delete(folder.Child(CheckpointMetadata.FileName), recursive: false);
            fileSystem.Delete(folder, recursive: true);
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_writers > 0)
            {
                // A task that was cancelled may just be writing; the last one that is done removes what is left.
                return;
            }
        }

        RemoveIncomplete();
    }

    private FilePath FolderOf(long checkpointId) =>
        _folder.Child(string.Create(CultureInfo.InvariantCulture, $"{CheckpointPrefix}{checkpointId}"));

    private void RemoveIncomplete()
    {
        if (!fileSystem.Exists(_folder))
        {
            return;
        }

        // What tasks of an earlier attempt wrote for a checkpoint that had been given up.
        foreach (var entry in fileSystem.List(_folder))
        {
            if (entry.Path.Name.StartsWith(CheckpointPrefix, StringComparison.Ordinal) && !fileSystem.Exists(entry.Path.Child(CheckpointMetadata.FileName)))
            {
                fileSystem.Delete(entry.Path, recursive: true);
            }
        }

        if (fileSystem.List(_folder).Count == 0)
        {
            fileSystem.Delete(_folder, recursive: false);
        }
    }

    private void BeginWriting()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new OperationCanceledException($"Job {job} has ended.");
            }

            _writers++;
        }
    }

    private void EndWriting()
    {
        bool isLast;
        lock (_gate)
        {
            isLast = --_writers == 0 && _isClosed;
        }

        if (isLast)
        {
            RemoveIncomplete();
        }
    }
}
