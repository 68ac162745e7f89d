using Flink.Core.Sources;
using Flink.Core.State;

namespace Flink.Streaming.Sources;

/// <summary>An enumerator that finds all splits at the start and hands one to each reader that asks, until none are left.</summary>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <remarks>Readers that ask while the splits are being found are answered, in the order of their requests, once they are.</remarks>
public sealed class SplitQueueEnumerator<TSplit> : SplitEnumerator<TSplit>
    where TSplit : ISplit
{
    private const string FoundState = "found";
    private const string SplitsState = "splits";

    private readonly ISplitEnumeratorContext<TSplit> _context;
    private readonly ISplitSerializer<TSplit> _serializer;
    private readonly Func<int, CancellationToken, Task<IReadOnlyList<TSplit>>>? _search;
    private readonly Func<int, IReadOnlyList<TSplit>>? _make;
    private readonly LinkedList<TSplit> _splits = [];
    private readonly Queue<int> _askers = new();
    private bool _found;

    /// <summary>An enumerator whose splits are made at once.</summary>
    /// <param name="context">What the engine offers the enumerator.</param>
    /// <param name="serializer">Writes splits into snapshots.</param>
    /// <param name="make">Makes the splits for a number of readers; quick.</param>
    public SplitQueueEnumerator(
        ISplitEnumeratorContext<TSplit> context, ISplitSerializer<TSplit> serializer, Func<int, IReadOnlyList<TSplit>> make)
    {
        _context = context;
        _serializer = serializer;
        _make = make;
    }

    /// <summary>An enumerator that looks for its splits off the coordinator's thread.</summary>
    /// <param name="context">What the engine offers the enumerator.</param>
    /// <param name="serializer">Writes splits into snapshots.</param>
    /// <param name="search">Finds the splits for a number of readers; its exception fails the job.</param>
    public SplitQueueEnumerator(
        ISplitEnumeratorContext<TSplit> context,
        ISplitSerializer<TSplit> serializer,
        Func<int, CancellationToken, Task<IReadOnlyList<TSplit>>> search)
    {
        _context = context;
        _serializer = serializer;
        _search = search;
    }

    /// <inheritdoc/>
    public override void Start()
    {
        if (_found)
        {
            return;
        }

        if (_make is not null)
        {
            TakeFound(_make(_context.Parallelism));
            return;
        }

        var readers = _context.Parallelism;
        _context.CallAsync(cancellation => _search!(readers, cancellation), TakeFound);
    }

    /// <inheritdoc/>
    public override void HandleSplitRequest(int subtask)
    {
        if (!_found)
        {
            _askers.Enqueue(subtask);
            return;
        }

        if (_splits.First is { } first)
        {
            _splits.RemoveFirst();
            _context.AssignSplit(first.Value, subtask);
        }
        else
        {
            _context.SignalNoMoreSplits(subtask);
        }
    }

    /// <inheritdoc/>
    public override void AddSplitsBack(IReadOnlyList<TSplit> splits, int subtask)
    {
        for (var i = splits.Count - 1; i >= 0; i--)
        {
            _splits.AddFirst(splits[i]);
        }
    }

    /// <inheritdoc/>
    public override void Snapshot(StateWriter state)
    {
        if (!_found)
        {
            return;
        }

        // Without this mark an empty list would be taken for "not searched yet" and everything would be read again.
        var mark = state.BeginOperatorEntry(FoundState);
        mark.GetSpan(1)[0] = 1;
        mark.Advance(1);
        foreach (var split in _splits)
        {
            _serializer.Write(split, state.BeginOperatorEntry(SplitsState));
        }
    }

    /// <inheritdoc/>
    public override void Restore(StateReader state)
    {
        _found = state.OperatorEntries(FoundState).Any();
        foreach (var entry in state.OperatorEntries(SplitsState))
        {
            _splits.AddLast(_serializer.Read(entry.Span));
        }
    }

    private void TakeFound(IReadOnlyList<TSplit> splits)
    {
        foreach (var split in splits)
        {
            _splits.AddLast(split);
        }

        _found = true;
        while (_askers.TryDequeue(out var subtask))
        {
            HandleSplitRequest(subtask);
        }
    }
}
