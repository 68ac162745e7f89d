namespace Flink.Core.Operators;

/// <summary>What the task that runs a source operator does for it.</summary>
public interface ISourceTask
{
    /// <summary>Asks the enumerator for a split; on the task's thread.</summary>
    void RequestSplit();

    /// <summary>Makes the task poll again; from any thread.</summary>
    void Wake();
}
