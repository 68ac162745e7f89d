using Flink.Core;
using Flink.Core.Execution;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager.Results;

/// <summary>The results of one sink on their way to the program. Belongs to the job master's endpoint.</summary>
internal sealed class ResultStream
{
    private const int MostPiecesOfPage = 64;

    private readonly List<(ExecutionId Execution, ReadOnlyMemory<byte> Piece)> _pieces = [];
    private readonly HashSet<ExecutionId> _delivered = [];
    private long _first;
    private int _shown;
    private TaskCompletionSource? _waiting;

    /// <summary>Whether there is nothing to give.</summary>
    public bool IsEmpty => _pieces.Count == 0;

    /// <summary>Adds a piece.</summary>
    public void Add(ExecutionId execution, ReadOnlyMemory<byte> piece)
    {
        _pieces.Add((execution, piece));
        Notify();
    }

    /// <summary>The program has the pieces before a number.</summary>
    /// <returns>How many of them were whose.</returns>
    /// <exception cref="FlinkException">It has some that were never here.</exception>
    public IReadOnlyList<(ExecutionId Execution, int Count)> Take(long from)
    {
        if (from < _first || from > _first + _pieces.Count)
        {
            throw new FlinkException(
                $"The program has {from} pieces of the job's results, and the JobManager goes on from {_first}: another JobManager has taken over meanwhile. Run the program again.");
        }

        var count = (int)(from - _first);
        var taken = _pieces.Take(count).CountBy(static piece => piece.Execution).Select(static pair => (pair.Key, pair.Value)).ToList();
        _pieces.RemoveRange(0, count);
        _first = from;
        _shown = Math.Max(0, _shown - count);
        return taken;
    }

    /// <summary>The next pieces.</summary>
    public ResultPage Page(bool hasEnded)
    {
        var count = Math.Min(_pieces.Count, MostPiecesOfPage);
        for (; _shown < count; _shown++)
        {
            _delivered.Add(_pieces[_shown].Execution);
        }

        return new ResultPage(_first, [.. _pieces.Take(count).Select(static piece => piece.Piece)], hasEnded && count == _pieces.Count);
    }

    /// <summary>Drops the pieces of tasks that start over.</summary>
    /// <returns>False when the program may have got some of theirs.</returns>
    public bool TryDrop(Func<ExecutionId, bool> startsOver)
    {
        if (_delivered.Any(startsOver))
        {
            return false;
        }

        _pieces.RemoveAll(piece => startsOver(piece.Execution));
        return true;
    }

    /// <summary>Completes when there is something, or after a while.</summary>
    public async Task WaitAsync(TimeProvider clock, TimeSpan patience, Func<Action, bool> post)
    {
        var waiting = _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = clock.CreateTimer(_ => post(() => GiveUp(waiting)), null, patience, Timeout.InfiniteTimeSpan);
        await waiting.Task;
    }

    /// <summary>Whoever waits looks again.</summary>
    public void Notify()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }

    // Whoever comes later waits anew.
    private void GiveUp(TaskCompletionSource waiting)
    {
        if (_waiting == waiting)
        {
            Notify();
        }
    }
}
