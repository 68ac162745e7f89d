using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rpc;
using Flink.Yarn.Workers;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>The one loop that speaks with the ResourceManager while a term lasts: often while something is expected, seldom otherwise.</summary>
/// <param name="surroundings">Of the driver.</param>
/// <param name="session">To the ResourceManager.</param>
/// <param name="book">What is wanted and what there is.</param>
/// <param name="nodes">To machines.</param>
/// <param name="launch">How workers are started.</param>
/// <param name="room">Explains why orders wait.</param>
/// <param name="queue">The queue of the application.</param>
/// <param name="logger">For what people should know.</param>
/// <param name="end">The end of the term.</param>
internal sealed class AllocationLoop(
    DriverSurroundings surroundings,
    MasterSession session,
    ContainerBook book,
    NodeCalls nodes,
    WorkerLaunch launch,
    RoomExplanation room,
    string queue,
    ILogger logger,
    CancellationToken end)
{
    private const int MostStarts = 16;
    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(5);

    // Twice as long as a job waits to hear of a loss.
    private static readonly TimeSpan _suspicion = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _suspicionPause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _starts = new(MostStarts);
    private readonly TimeSpan _idle = surroundings.Configuration.Get(YarnOptions.HeartbeatInterval);
    private readonly TimeSpan _busy = surroundings.Configuration.Get(YarnOptions.RequestInterval);
    private long _explained;

    private TimeProvider Clock => surroundings.Clock;

    private bool HasEnded => book.IsOver || end.IsCancellationRequested;

    /// <summary>Runs until the term ends.</summary>
    public async Task RunAsync()
    {
        var isAway = false;
        while (!HasEnded)
        {
            try
            {
                var response = await session.AllocateAsync(book, end).ConfigureAwait(false);
                isAway = false;
                foreach (var start in book.Take(response))
                {
                    _ = StartAsync(start);
                }

                await ExplainAsync().ConfigureAwait(false);
                await book.PauseAsync(book.IsWaitedFor ? _busy : _idle).ConfigureAwait(false);
            }
            catch (Exception) when (HasEnded)
            {
                return;
            }
            catch (RpcRemoteException e) when (MasterSession.IsOver(e))
            {
                book.TellFailure(new FlinkException($"YARN has given this JobManager up and does not hear it any more: {e.Message}", e));
                return;
            }
            catch (FlinkException e)
            {
                // Whoever waits is told, and it is tried again.
                if (!isAway)
                {
                    SessionLog.NotReached(logger, e.Message);
                }

                isAway = true;
                book.TellWaits(e.Message);
                await book.PauseAsync(_busy * 3).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                book.TellFailure(new FlinkException($"Workers on YARN cannot be watched any more: {e.Message}", e));
                return;
            }
        }
    }

    /// <summary>Asks the machine of a worker that somebody has lost sight of, for as long as that is of use.</summary>
    public async Task LookAsync(PlacedContainer worker)
    {
        ContainerEnd? ended = null;
        try
        {
            var begin = Clock.GetTimestamp();
            while (ended is null && Clock.GetElapsedTime(begin) < _suspicion)
            {
                if (await nodes.FindAsync(worker.Node, [worker.Id], end).ConfigureAwait(false) is { } found && found.TryGetValue(worker.Name, out var status) && ContainerEnd.IsEnd(status))
                {
                    ended = ContainerEnd.Of(status);
                }
                else
                {
                    await Task.Delay(_suspicionPause, Clock, end).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The term has ended.
        }

        book.Settle(worker.Name, ended);
    }

    private async Task StartAsync(ContainerStart start)
    {
        var node = YarnIds.Of(start.Container.NodeId);
        try
        {
            await _starts.WaitAsync(end).ConfigureAwait(false);
            try
            {
                await nodes.StartAsync(start.Container, launch.Of(await start.Order.Files.ConfigureAwait(false)), end).ConfigureAwait(false);
            }
            finally
            {
                _starts.Release();
            }

            SessionLog.Starts(logger, start.Id, start.Container.Resource.Memory, node);
            book.Started(start);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The next term finds out what became of it.
        }
        catch (Exception e)
        {
            SessionLog.NotStarted(logger, start.Id, node, e.Message);
            book.NotStarted(start, e.Message);
        }
    }

    private async Task ExplainAsync()
    {
        if (book.WaitingFor(_slow) is not { Count: > 0 } orders || (_explained > 0 && Clock.GetElapsedTime(_explained) < _slow))
        {
            return;
        }

        _explained = Clock.GetTimestamp();
        try
        {
            book.TellWaits(await room.DescribeAsync(queue, orders.Count, orders[0].MemoryMb, orders[0].VirtualCores, end).ConfigureAwait(false));
        }
        catch (FlinkException e)
        {
            // It is said another time; YARN goes on meanwhile.
            SessionLog.NotReached(logger, e.Message);
        }
    }
}
