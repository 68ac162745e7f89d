namespace Flink.Core.Sources;

/// <summary>What an enumerator may do. Called from the enumerator's own calls only.</summary>
/// <typeparam name="TSplit">The split type.</typeparam>
public interface ISplitEnumeratorContext<TSplit>
    where TSplit : ISplit
{
    /// <summary>Readers that the source has.</summary>
    int Parallelism { get; }

    /// <summary>Hands a split to a reader.</summary>
    void AssignSplit(TSplit split, int subtask);

    /// <summary>Tells a reader that nothing follows; it ends when it has read what it has.</summary>
    void SignalNoMoreSplits(int subtask);

    /// <summary>Runs slow work elsewhere and its continuation as a call of the enumerator.</summary>
    /// <param name="work">Runs on a thread of the pool; its exception fails the job.</param>
    /// <param name="handler">Gets the result, one call at a time with the enumerator's other calls.</param>
    void CallAsync<TResult>(Func<CancellationToken, Task<TResult>> work, Action<TResult> handler);
}
