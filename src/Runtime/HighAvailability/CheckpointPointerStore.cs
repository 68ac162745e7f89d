using Flink.Core.Graph;
using Flink.Runtime.State;

namespace Flink.Runtime.HighAvailability;

/// <summary>Where the checkpoints of jobs are.</summary>
/// <remarks>
/// A checkpoint is complete when its pointer is stored, and only then may sinks commit. One write both adds the newest and drops those that
/// are not kept; their files are removed after it has succeeded. To number a checkpoint, store a <see cref="CheckpointPointers.NextId"/> above it first; going ahead
/// by a few numbers at once saves writes and leaves gaps after a fail-over. Fenced: see <see cref="FencedRecords"/> for what an exception means.
/// </remarks>
public sealed class CheckpointPointerStore
{
    private const byte Version = 1;

    private readonly FencedRecords _records;

    internal CheckpointPointerStore(FencedRecords records) => _records = records;

    /// <summary>Replaces what is known of a job's checkpoints.</summary>
    public Task PutAsync(JobId job, CheckpointPointers pointers)
    {
        ArgumentNullException.ThrowIfNull(pointers);
        return _records.PutAsync(RecordKeys.CheckpointPrefix + job, Encode(pointers));
    }

    /// <summary>What is known of a job's checkpoints; null when nothing is.</summary>
    public async Task<CheckpointPointers?> GetAsync(JobId job) =>
        await _records.GetAsync(RecordKeys.CheckpointPrefix + job) is { } bytes ? Decode(bytes, job) : null;

    /// <summary>Forgets a job's checkpoints, after it has ended.</summary>
    public Task RemoveAsync(JobId job) => _records.RemoveAsync(RecordKeys.CheckpointPrefix + job);

    private static ReadOnlyMemory<byte> Encode(CheckpointPointers pointers)
    {
        var buffer = new SnapshotBuffer();
        buffer.Write(Version);
        buffer.Write(pointers.NextId);
        buffer.Write(pointers.Complete.Count);
        foreach (var pointer in pointers.Complete)
        {
            buffer.Write(pointer.CheckpointId);
            buffer.Write(pointer.Folder);
            buffer.Write(pointer.IsSavepoint);
        }

        return buffer.Written;
    }

    private static CheckpointPointers Decode(ReadOnlyMemory<byte> bytes, JobId job)
    {
        var parser = new SnapshotParser(bytes, $"The record of the checkpoints of job {job}");
        if (parser.ReadByte() is var version && version != Version)
        {
            throw parser.Malformed($"it has version {version}, and this is version {Version}");
        }

        var next = parser.ReadLong();
        var complete = new CheckpointPointer[parser.ReadCount(13)];
        for (var i = 0; i < complete.Length; i++)
        {
            complete[i] = new CheckpointPointer(parser.ReadLong(), parser.ReadText(), parser.ReadBool());
        }

        parser.ExpectEnd();
        return new CheckpointPointers(next, complete);
    }
}
