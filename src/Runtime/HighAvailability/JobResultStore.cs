using Flink.Core.Graph;

namespace Flink.Runtime.HighAvailability;

/// <summary>
/// How jobs ended. A result is <em>dirty</em> until everything that the job left behind is cleaned up: it says that the job must not run again,
/// and that its next leader must go on cleaning.
/// </summary>
/// <remarks>
/// The order of a job's end: <see cref="PutDirtyAsync"/>, then clean up (graph, checkpoint pointers, blobs), each step of which may be repeated, then
/// <see cref="MarkCleanAsync"/> or <see cref="RemoveAsync"/>. Fenced: see <see cref="FencedRecords"/> for what an exception means.
/// </remarks>
public sealed class JobResultStore
{
    private const string DirtyPrefix = "result.dirty.";
    private const string CleanPrefix = "result.clean.";

    private readonly FencedRecords _records;

    internal JobResultStore(FencedRecords records) => _records = records;

    /// <summary>Stores how a job ended, before anything of it is removed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="result">What the dispatcher wants to know of it later.</param>
    public Task PutDirtyAsync(JobId job, ReadOnlyMemory<byte> result) => _records.PutAsync(DirtyPrefix + job, result);

    /// <summary>Everything of the job is cleaned up; its result stays (<c>job-result-store.delete-on-commit: false</c>).</summary>
    public async Task MarkCleanAsync(JobId job)
    {
        if (await _records.GetAsync(DirtyPrefix + job) is { } result)
        {
            await _records.PutAsync(CleanPrefix + job, result);
            await _records.RemoveAsync(DirtyPrefix + job);
        }
    }

    /// <summary>Everything of the job is cleaned up, and its result is forgotten too.</summary>
    public async Task RemoveAsync(JobId job)
    {
        await _records.RemoveAsync(CleanPrefix + job);
        await _records.RemoveAsync(DirtyPrefix + job);
    }

    /// <summary>The result of a job, dirty or clean; null when it has none, so that it may be run.</summary>
    public async Task<ReadOnlyMemory<byte>?> GetAsync(JobId job) =>
        await _records.GetAsync(DirtyPrefix + job) ?? await _records.GetAsync(CleanPrefix + job);

    /// <summary>Jobs that have ended and are not yet cleaned up, ordered by id.</summary>
    public async Task<IReadOnlyList<JobId>> ListDirtyAsync() =>
        [.. (await _records.ListAsync(DirtyPrefix)).Select(static key => RecordKeys.JobOf(key, DirtyPrefix))];

    /// <summary>Jobs that have ended and are cleaned up, ordered by id.</summary>
    public async Task<IReadOnlyList<JobId>> ListCleanAsync() =>
        [.. (await _records.ListAsync(CleanPrefix)).Select(static key => RecordKeys.JobOf(key, CleanPrefix))];
}
