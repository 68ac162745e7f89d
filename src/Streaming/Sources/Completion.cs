using System.Runtime.ExceptionServices;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>The one operation that a reader waits for: it is started, ends on some thread, and wakes the reader's task.</summary>
/// <param name="context">Whom to wake.</param>
internal sealed class Completion(ISourceReaderContext context)
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Done = 2;

    private volatile int _state = Idle;
    private int _result;
    private Exception? _failure;

    /// <summary>Whether an operation is under way.</summary>
    public bool IsRunning => _state == Running;

    /// <summary>Starts an operation; none may be under way, and the last one's result must have been taken.</summary>
    public void Start(ValueTask<int> operation)
    {
        _state = Running;
        _ = AwaitAsync(operation);
    }

    /// <summary>Takes the result of the operation that has ended.</summary>
    /// <returns>False when none has.</returns>
    /// <exception cref="Exception">What the operation failed with.</exception>
    public bool TryTake(out int result)
    {
        result = 0;
        if (_state != Done)
        {
            return false;
        }

        _state = Idle;
        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }

        result = _result;
        return true;
    }

    private async Task AwaitAsync(ValueTask<int> operation)
    {
        try
        {
            _result = await operation.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // It is thrown again on the task's thread, by TryTake.
            _failure = failure;
        }

        _state = Done;
        context.Wake();
    }
}
