using Flink.Core.Operators;

namespace Flink.Runtime.TaskManager;

/// <summary>The results that one sink of a task sends to the program: a few pieces ahead of it.</summary>
/// <param name="execution">The task.</param>
/// <param name="stream">The program's number of them.</param>
/// <param name="listener">Takes them to the job's master.</param>
/// <param name="cancellation">The task is to end.</param>
internal sealed class TaskResults(ExecutionId execution, long stream, ITaskListener listener, CancellationToken cancellation) : IResultChannel
{
    private const int PiecesAhead = 8;

    private readonly SemaphoreSlim _room = new(PiecesAhead);

    /// <inheritdoc/>
    public void Send(ReadOnlyMemory<byte> results)
    {
        _room.Wait(cancellation);
        listener.ResultsProduced(execution, stream, results);
    }

    /// <inheritdoc/>
    public void Drain()
    {
        for (var i = 0; i < PiecesAhead; i++)
        {
            _room.Wait(cancellation);
        }

        _room.Release(PiecesAhead);
    }

    /// <summary>The program has taken pieces; from any thread.</summary>
    public void Taken(int count) => _room.Release(count);
}
