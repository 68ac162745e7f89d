namespace Flink.Core.Operators;

/// <summary>What the task that runs a source operator does for it.</summary>
public interface ISourceTask
{
    /// <summary>Asks the enumerator for a split; on the task's thread.</summary>
    void RequestSplit();

    /// <summary>Makes the task poll again; from any thread.</summary>
    void Wake();

    /// <summary>Tells the job's coordinator how far an aligned source has come; on the task's thread.</summary>
    /// <param name="time">Its watermark; <see cref="long.MaxValue"/> when nobody shall wait for it.</param>
    void ReportWatermark(long time);
}
