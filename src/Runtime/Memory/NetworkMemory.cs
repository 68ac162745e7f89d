using Flink.Core;
using Flink.Core.Configuration;

namespace Flink.Runtime.Memory;

/// <summary>The hard bound on what batches under way between tasks may take; channels reserve their share before they exist.</summary>
/// <param name="limit">The bound in bytes.</param>
/// <remarks>Counts the arrays of the batches. Objects behind references are the heap's. Safe for concurrent use.</remarks>
public sealed class NetworkMemory(long limit)
{
    private readonly object _gate = new();
    private long _reserved;

    /// <summary>The bound in bytes.</summary>
    public long Limit => limit;

    /// <summary>Bytes reserved now.</summary>
    public long Reserved => Volatile.Read(ref _reserved);

    /// <summary>Reserves bytes for a job's channels.</summary>
    /// <exception cref="FlinkException">The bound would be passed; the message names the option that raises it.</exception>
    public void Reserve(long bytes, string jobName, int channels)
    {
        lock (_gate)
        {
            if (bytes > limit - _reserved)
            {
                throw new FlinkException(
                    $"Insufficient network memory for job '{jobName}': its {channels} channels need at least {bytes} bytes, {limit - _reserved} of {limit} are free. " +
                    $"Raise {TaskManagerMemoryOptions.NetworkMax.Key} and {TaskManagerMemoryOptions.NetworkMin.Key}, or lower the parallelism.");
            }

            _reserved += bytes;
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes)
    {
        lock (_gate)
        {
            _reserved -= bytes;
        }
    }
}
