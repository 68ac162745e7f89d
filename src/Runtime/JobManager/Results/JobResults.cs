using Flink.Core;
using Flink.Core.Execution;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager.Results;

/// <summary>What a job's tasks send to the program that executed it, until the program has taken it.</summary>
/// <param name="tasks">Tells tasks what was taken.</param>
/// <param name="clock">For how long the program waits.</param>
/// <param name="post">Runs an action as a message of the job's master.</param>
/// <remarks>
/// The program asks for what follows the pieces that it has, and thereby says that it has them; asking again is harmless. Belongs to the
/// job master's endpoint.
/// </remarks>
internal sealed class JobResults(ITaskGateway tasks, TimeProvider clock, Func<Action, bool> post)
{
    private readonly Dictionary<long, ResultStream> _streams = [];
    private bool _hasEnded;

    /// <summary>Whether the program collects any.</summary>
    public bool AreCollected => _streams.Count > 0;

    /// <summary>A task has sent a piece.</summary>
    public void Add(ExecutionId execution, long stream, ReadOnlyMemory<byte> piece) => StreamOf(stream).Add(execution, piece);

    /// <summary>What follows the pieces before a number; waits for a while where there is nothing yet.</summary>
    /// <exception cref="FlinkException">Pieces are gone: they were sent to a master before this one.</exception>
    public async Task<ResultPage> FetchAsync(long stream, long from, TimeSpan patience)
    {
        var results = StreamOf(stream);
        foreach (var (execution, count) in results.Take(from))
        {
            tasks.ResultsTaken(execution, stream, count);
        }

        if (results.IsEmpty && !_hasEnded)
        {
            await results.WaitAsync(clock, patience, post);
        }

        return results.Page(_hasEnded);
    }

    /// <summary>Tasks start over: what they had sent and the program has not got is dropped.</summary>
    /// <returns>False when the program has got some of it, and would get it again.</returns>
    public bool TryStartOver(Func<ExecutionId, bool> startsOver)
    {
        var isPossible = true;
        foreach (var stream in _streams.Values)
        {
            isPossible &= stream.TryDrop(startsOver);
        }

        return isPossible;
    }

    /// <summary>The job has ended.</summary>
    public void End()
    {
        _hasEnded = true;
        foreach (var stream in _streams.Values)
        {
            stream.Notify();
        }
    }

    private ResultStream StreamOf(long number)
    {
        if (!_streams.TryGetValue(number, out var stream))
        {
            _streams.Add(number, stream = new ResultStream());
        }

        return stream;
    }
}
