using Flink.Client.Rest;
using Flink.Core.Graph;

namespace Flink.Client.Submission;

/// <summary>Tells a job again and again that its client lives, from the first need for it until the client goes or the job needs it no more.</summary>
/// <param name="client">Leads to the cluster.</param>
/// <param name="job">The job.</param>
/// <param name="settings">The rhythm.</param>
/// <param name="clock">Keeps it.</param>
internal sealed class ClientHeartbeat(RestClient client, JobId job, RestClientSettings settings, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private ITimer? _timer;
    private bool _hasEnded;
    private Task _underWay = Task.CompletedTask;

    /// <summary>The job needs its client from now on; nothing happens the second time.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_timer is null && !_hasEnded)
            {
                _timer = clock.CreateTimer(_ => Beat(), null, settings.HeartbeatInterval, settings.HeartbeatInterval);
                Send();
            }
        }
    }

    /// <summary>The job does not need its client any more, and is told so.</summary>
    public async Task EndAsync()
    {
        // After the others, since one that came later would have the job watched again.
        if (Stop() is { } underWay)
        {
            await underWay.ConfigureAwait(false);
            await SendAsync(DateTimeOffset.MaxValue).ConfigureAwait(false);
        }
    }

    /// <summary>The client goes: what the job needs it for does not happen any more.</summary>
    public void Dispose()
    {
        Stop();
        _end.Cancel();
    }

    /// <summary>What is being sent; null when nothing was ever sent.</summary>
    private Task? Stop()
    {
        lock (_gate)
        {
            _hasEnded = true;
            if (_timer is null)
            {
                return null;
            }

            _timer.Dispose();
            return _underWay;
        }
    }

    private void Beat()
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                Send();
            }
        }
    }

    private void Send() => _underWay = Task.WhenAll(_underWay, SendAsync(clock.GetUtcNow() + settings.HeartbeatTimeout));

    private async Task SendAsync(DateTimeOffset expires)
    {
        try
        {
            await client.ReportHeartbeatAsync(job, expires, _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client goes.
        }
        catch (RestClientException)
        {
            // The next one may arrive; the job is patient for several.
        }
        catch (ObjectDisposedException)
        {
            // The client went in between.
        }
    }
}
