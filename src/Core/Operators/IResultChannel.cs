namespace Flink.Core.Operators;

/// <summary>The way of results from a task to the program that executed the job, through the job's master.</summary>
/// <remarks>Blocks while the program does not take what was sent, so its operator needs a thread of its own. Used on the task's thread.</remarks>
public interface IResultChannel
{
    /// <summary>Sends results, in order. Waits while too much is under way.</summary>
    /// <exception cref="OperationCanceledException">The task is to end.</exception>
    void Send(ReadOnlyMemory<byte> results);

    /// <summary>Waits until the program has taken all that was sent.</summary>
    /// <exception cref="OperationCanceledException">The task is to end.</exception>
    void Drain();
}
