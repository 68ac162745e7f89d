using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher;

/// <summary>Keeps the programs of jobs where workers, and the next leader, find them.</summary>
public interface IProgramFiles
{
    /// <summary>Stores a program's zip for a job.</summary>
    /// <returns>Its content hash.</returns>
    Task<string> PutAsync(JobId job, string archive, CancellationToken cancellation);

    /// <summary>A job has ended: what only it needed is removed. May be repeated.</summary>
    Task ReleaseAsync(JobId job);
}
