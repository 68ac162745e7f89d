namespace Flink.Core.Sources;

/// <summary>What the job's coordinator does for a source's enumerator. Called on the coordinator's thread, except <see cref="Post"/>.</summary>
public interface ISourceCoordinatorContext
{
    /// <summary>Readers that the source has.</summary>
    int Parallelism { get; }

    /// <summary>Sends a split, serialized, to a reader.</summary>
    void SendSplit(int subtask, ReadOnlyMemory<byte> split);

    /// <summary>Tells a reader that no more splits come.</summary>
    void SendNoMoreSplits(int subtask);

    /// <summary>Runs an action on the coordinator's thread; from any thread.</summary>
    void Post(Action action);

    /// <summary>Starts work off the coordinator's thread; its result or failure comes back by <see cref="Post"/>.</summary>
    void RunAsync(Func<CancellationToken, Task> work);

    /// <summary>Fails the job.</summary>
    void Fail(Exception cause);
}
