namespace Flink.Cli.Processes;

/// <summary>What a process of a cluster is there for: its parts put together, started and ended.</summary>
internal interface IProcessRole : IAsyncDisposable
{
    /// <summary>Completes with the exit code when the role ends by itself: a cluster that was shut down, an application that is done, a fatal error.</summary>
    Task<int> Ended { get; }

    /// <summary>Whether the end has begun that completes <see cref="Ended"/>: a signal that comes now, because others see the end too, changes nothing about how it ends.</summary>
    bool IsEnding => false;

    /// <summary>Starts what must run for the process to be of use; registrations with others go on in the background.</summary>
    Task StartAsync();

    /// <summary>Whoever started this process for himself is gone, so that nobody waits for what it does: begins the end. From any thread.</summary>
    void Orphaned();

    /// <summary>The process was told to end by a signal that leaves it time: others take over what it does. Completes within bounds of its own; <see cref="StopAsync"/> follows.</summary>
    Task DrainAsync() => Task.CompletedTask;

    /// <summary>Says goodbye to the others: the process was asked to end. Followed by <see cref="IAsyncDisposable.DisposeAsync"/>.</summary>
    Task StopAsync(CancellationToken cancellation);
}
