using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>Lets a process that has nothing to do rehearse, once, so that its first job finds code that is compiled.</summary>
/// <param name="quiet">How long nothing must have happened before it begins.</param>
/// <param name="hasTime">Whether the machine had time to spare since it was last asked: while it has none, nothing begins.</param>
/// <param name="logger">For what nobody expects.</param>
/// <param name="acts">What is played, one after the other, as long as there is nothing better to do: each is told how to find out.</param>
/// <remarks>
/// The first job of a cluster took several times as long as later ones, all of it for compiling what ahead-of-time compilation leaves over: code of the framework for
/// types of ours. Calls come from any thread.
/// </remarks>
internal sealed partial class IdleRehearsal(TimeSpan quiet, Func<bool> hasTime, ILogger logger, params IReadOnlyList<Action<Func<bool>>> acts) : IDisposable
{
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    // A step takes some milliseconds, and on a machine that is overloaded some hundred.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _wake = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private volatile bool _isWanted = true;

    /// <summary>Completes when the rehearsal is over, played or not, and never when it does not begin.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether it was played to its end; known when it is over.</summary>
    public bool HasFinished { get; private set; }

    /// <summary>Whether there is a thread for it.</summary>
    public bool IsRunning => _thread is { IsAlive: true } && !_ended.Task.IsCompleted;

    /// <summary>The process is ready for work, and will rehearse when it stays without. Does nothing the second time.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_thread is null && _isWanted)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "flink-rehearsal" };
                _thread.Start();
            }
        }
    }

    /// <summary>Real work has come: no rehearsal begins any more, and one under way ends with its step.</summary>
    public void Yield()
    {
        _isWanted = false;
        _wake.Set();
    }

    /// <summary>Yields, and waits until no thread is left; not for ever, since a process that shall end does.</summary>
    public void Dispose()
    {
        Yield();
        Thread? thread;
        lock (_gate)
        {
            thread = _thread;
        }

        if (thread is null || thread.Join(_patience))
        {
            _wake.Dispose();
        }
    }

    private void Run()
    {
        // Where many processes start at once, or a job has the machine to itself, they come first. What was before does not matter.
        hasTime();
        var pause = quiet;
        var isIdle = !_wake.Wait(pause);
        while (isIdle && !hasTime())
        {
            pause = pause + pause < _longestPause ? pause + pause : _longestPause;
            isIdle = !_wake.Wait(pause);
        }

        if (isIdle)
        {
            Play();
        }

        _ended.SetResult();
    }

    private void Play()
    {
        try
        {
            foreach (var act in acts)
            {
                act(() => _isWanted);
            }

            HasFinished = _isWanted;
        }
        catch (Exception e)
        {
            // Jobs do not need it.
            LogFailed(logger, e);
        }

        if (_isWanted)
        {
            // What was only needed to play goes back to the system: idle processes are many on a machine.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A rehearsal of this process failed; its first job will take some tenths of a second longer")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
