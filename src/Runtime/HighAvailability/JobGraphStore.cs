using Flink.Core.Graph;

namespace Flink.Runtime.HighAvailability;

/// <summary>The jobs that a cluster has accepted and not yet ended; whoever leads runs them.</summary>
/// <remarks>Fenced: see <see cref="FencedRecords"/> for what an exception means.</remarks>
public sealed class JobGraphStore
{
    private const string Prefix = "job.";

    private readonly FencedRecords _records;

    internal JobGraphStore(FencedRecords records) => _records = records;

    /// <summary>Stores a job, or replaces it. When the task is complete, the job is run whatever becomes of this process.</summary>
    /// <param name="job">The job.</param>
    /// <param name="submission">All that is needed to run it, as the dispatcher writes it: graph, program, configuration.</param>
    public Task PutAsync(JobId job, ReadOnlyMemory<byte> submission) => _records.PutAsync(Prefix + job, submission);

    /// <summary>What was stored; null when the job is not there.</summary>
    public Task<ReadOnlyMemory<byte>?> GetAsync(JobId job) => _records.GetAsync(Prefix + job);

    /// <summary>The jobs that are there, ordered by id.</summary>
    public async Task<IReadOnlyList<JobId>> ListAsync() =>
        [.. (await _records.ListAsync(Prefix)).Select(static key => RecordKeys.JobOf(key, Prefix))];

    /// <summary>Removes a job, after its result was stored.</summary>
    public Task RemoveAsync(JobId job) => _records.RemoveAsync(Prefix + job);
}
