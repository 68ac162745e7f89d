using System.Reflection;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Serialization;
using Flink.Runtime.Blobs;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Dispatcher;

/// <summary>Keeps tasks and accumulators of ended jobs in files of this process, and the last that were asked for in memory (<c>jobstore.type: File</c>).</summary>
/// <remarks>
/// The files are gone with the process, as Apache Flink's are: <see cref="IJobArchive"/> is for what shall outlive it. From any thread.
/// Source: Flink's FileExecutionGraphInfoStore.
/// </remarks>
/// <param name="parent">Where their folder is made, with the first of them.</param>
/// <param name="cacheBytes">The most bytes of files that are in memory too (<c>jobstore.cache-size</c>).</param>
/// <param name="io">Reads and writes.</param>
/// <param name="logger">For what people should know.</param>
public sealed partial class FinishedJobFiles(string parent, long cacheBytes, IIoExecutor io, ILogger logger) : IDisposable
{
    private readonly LinkedList<FinishedJobFile> _cached = new();
    private readonly Lock _gate = new();
    private ProcessFolder? _folder;
    private long _cachedBytes;

    /// <summary>Writes a job down.</summary>
    /// <returns>Null when that is not possible, which is logged: the job stays in memory then.</returns>
    public async Task<FinishedJobFile?> WriteAsync(FinishedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        try
        {
            var file = await io.RunAsync(() => Write(job));
            Cache(file, job);
            return file;
        }
        catch (Exception e)
        {
            // Nobody waits for it, and nothing is lost: whatever it was, the log has it.
            LogStays(logger, job.Details.Name, job.Details.Id.ToString(), e);
            return null;
        }
    }

    /// <summary>A whole job.</summary>
    /// <exception cref="FlinkException">Its file cannot be read.</exception>
    public async Task<FinishedJob> ReadAsync(FinishedJobFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Cached is { } cached)
        {
            Cache(file, cached);
            return cached;
        }

        var job = await io.RunAsync(() => Read(file));
        Cache(file, job);
        return job;
    }

    /// <summary>Forgets a job.</summary>
    public void Delete(FinishedJobFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        lock (_gate)
        {
            Forget(file);
        }

        io.Run(() =>
        {
            try
            {
                File.Delete(file.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogLeft(logger, file.Path, e.Message);
            }
        });
    }

    /// <summary>Removes all files.</summary>
    public void Dispose() => _folder?.Dispose();

    private FinishedJobFile Write(FinishedJob job)
    {
        var closure = ClosureSerializer.Write(
            new Content(job.Details, [.. job.Result.Accumulators]), $"Ended job '{job.Details.Name}'");
        lock (_gate)
        {
            _folder ??= ProcessFolder.Create(parent, "flink-ended-jobs");
        }

        var path = Path.Combine(_folder.Path, job.Details.Id.ToString());
        try
        {
            using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.Write(closure.Bytes.Span);
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }

        return new FinishedJobFile(path, job.Summary, With(job.Result, []), closure.Bytes.Length, closure.Assemblies);
    }

    private static FinishedJob Read(FinishedJobFile file)
    {
        try
        {
            var content = (Content)ClosureSerializer.Read(File.ReadAllBytes(file.Path), TypeResolver.Of(file.Assemblies))!;
            return new FinishedJob(content.Details, With(file.Result, content.Accumulators), file.Summary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CorruptDataException or ClosureException)
        {
            throw new FlinkException(
                $"Job {file.Summary.Id} has ended as {file.Summary.Status}, and the file with its tasks and accumulators cannot be read: {e.Message} "
                + $"Whoever removed or changed it ('{CoreOptions.TempDirectories.Key}' names its folder) took them away for good; "
                + $"'{JobManagerOptions.JobStoreType.Key}: Memory' keeps ended jobs in memory.",
                e);
        }
    }

    private static JobResult With(JobResult result, KeyValuePair<string, object?>[] accumulators) => new()
    {
        JobId = result.JobId,
        JobName = result.JobName,
        Status = result.Status,
        NetRuntime = result.NetRuntime,
        Accumulators = new Dictionary<string, object?>(accumulators),
        RecordsRead = result.RecordsRead,
        Failure = result.Failure,
        Restarts = result.Restarts,
        LastRestartCause = result.LastRestartCause,
        Warnings = result.Warnings,
    };

    private void Cache(FinishedJobFile file, FinishedJob job)
    {
        lock (_gate)
        {
            Forget(file);
            if (file.Bytes > cacheBytes)
            {
                return;
            }

            file.Cached = job;
            _cached.AddLast(file);
            _cachedBytes += file.Bytes;
            while (_cachedBytes > cacheBytes)
            {
                Forget(_cached.First!.Value);
            }
        }
    }

    private void Forget(FinishedJobFile file)
    {
        if (file.Cached is not null)
        {
            file.Cached = null;
            _cached.Remove(file);
            _cachedBytes -= file.Bytes;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ended job {Name} ({Job}) stays in memory, since it could not be written to a file.")]
    private static partial void LogStays(ILogger logger, string name, string job, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file {File} of an ended job could not be removed: {Reason}")]
    private static partial void LogLeft(ILogger logger, string file, string reason);

    private sealed record Content(JobDetails Details, KeyValuePair<string, object?>[] Accumulators);
}
