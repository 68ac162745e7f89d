namespace Flink.Runtime.Dispatcher;

/// <summary>Writes finished jobs to where they outlive the cluster (<c>jobmanager.archive.fs.dir</c>).</summary>
public interface IJobArchive
{
    /// <summary>Writes one; on an I/O thread.</summary>
    /// <exception cref="Core.FlinkException">It could not be written; the job's result is kept all the same.</exception>
    void Write(FinishedJob job);
}
