using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Flink.Docker.Engine;

namespace Flink.Docker.Workers;

/// <summary>Follows the events of a cluster's workers, without a gap: whenever the stream was opened anew, all are listed.</summary>
/// <remarks>An open stream costs no calls. It is opened anew when it ends, and when it was silent for so long that it may be dead.</remarks>
internal sealed class ContainerWatch(
    DockerEngine engine, IDictionary<string, IDictionary<string, bool>> filter, TimeSpan renewal, TimeProvider clock, IContainerObserver observer)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private long _seen;

    /// <summary>Begins; events from a time on will be told. From then on until the end, without lists of what is there already.</summary>
    /// <param name="since">The engine's time.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Start(DateTimeOffset since, CancellationToken cancellation)
    {
        _seen = (since - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _ = FollowAsync(cancellation);
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var pause = _firstPause;
        var isFirst = true;
        while (!cancellation.IsCancellationRequested)
        {
            using var silence = new CancellationTokenSource(renewal, clock);
            using var stream = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
            try
            {
                var events = engine.FollowEventsAsync(filter, _seen + 1, message => Take(message, silence), stream.Token);
                if (!isFirst)
                {
                    // After the stream was asked for: what ends from now on is told by it, what ended before is seen here.
                    await observer.CompareAsync(stream.Token).ConfigureAwait(false);
                }

                isFirst = false;
                pause = _firstPause;
                await events.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The end, or silence.
                isFirst = false;
            }
            catch (Exception e)
            {
                isFirst = false;
                var isEngineTrouble = e is DockerApiException { StatusCode: >= HttpStatusCode.InternalServerError };
                if (!EngineProblem.IsTransient(e) && !isEngineTrouble && !cancellation.IsCancellationRequested)
                {
                    observer.Broken(e);
                    return;
                }
            }
            finally
            {
                // Where the comparison failed the stream is still open.
                await stream.CancelAsync().ConfigureAwait(false);
            }

            await PauseAsync(pause, cancellation).ConfigureAwait(false);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private void Take(Message message, CancellationTokenSource silence)
    {
        silence.CancelAfter(renewal);
        _seen = Math.Max(_seen, message.TimeNano ?? 0);
        if (message.Actor?.Attributes is { } attributes && attributes.TryGetValue(ContainerLabels.WorkerId, out var worker))
        {
            switch (message.Action)
            {
                case "die":
                    observer.Died(worker, attributes.TryGetValue("exitCode", out var code) ? long.Parse(code, CultureInfo.InvariantCulture) : null);
                    break;
                case "kill" when attributes.TryGetValue("signal", out var signal):
                    observer.Signalled(worker, signal);
                    break;
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop looks.
        }
    }
}
