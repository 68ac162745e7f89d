using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Registers a worker at another endpoint, trying until it works or is told to stop.</summary>
/// <param name="settings">How patient it is.</param>
/// <param name="host">The worker.</param>
/// <param name="register">One attempt, within a time: whether it was accepted. Throws <see cref="RpcException"/> when it failed.</param>
/// <param name="lost">Runs when the peer of an accepted registration is gone.</param>
/// <param name="failed">Runs after an attempt that failed.</param>
/// <remarks>An attempt that timed out is made again at once with twice the time; one that failed after a pause that grows; one that was refused after a long pause.</remarks>
internal sealed class Registration(
    TaskExecutorSettings settings,
    IEndpointHost host,
    Func<Peer, TimeSpan, Task<bool>> register,
    Action<string> lost,
    Action<EndpointAddress, string> failed)
{
    private Peer? _peer;
    private int _term;

    /// <summary>Begins anew; what an earlier beginning still brings is dropped.</summary>
    public async void Start(EndpointAddress address, FencingToken token)
    {
        Stop();
        var term = _term;
        var patience = new Patience(settings.RegistrationInitialTimeout, settings.RegistrationMaxTimeout);
        var pause = new Patience(settings.RegistrationInitialTimeout, settings.RegistrationErrorDelay);
        while (term == _term)
        {
            var peer = host.Connect(address, token, (peer, why) => Lost(term, peer, why));
            _peer = peer;

            // The time of an attempt is for the answer: what the first connection of a process costs is not the other's delay.
            await ConnectedAsync(peer);
            if (term != _term)
            {
                return;
            }

            TimeSpan wait;
            try
            {
                if (await register(peer, patience.Next()))
                {
                    return;
                }

                wait = settings.RegistrationRefusedDelay;
            }
            catch (RpcTimeoutException)
            {
                wait = TimeSpan.Zero;
            }
            catch (RpcException e) when (term == _term)
            {
                failed(address, e.Message);
                wait = pause.Next();
            }
            catch (RpcException)
            {
                return;
            }

            if (term == _term)
            {
                Close();
                await Task.Delay(wait, host.Clock);
            }
        }
    }

    /// <summary>Whether a peer is that of the current beginning.</summary>
    public bool IsCurrent(Peer peer) => peer == _peer;

    /// <summary>Ends the attempts, and lets go of the peer.</summary>
    public void Stop()
    {
        _term++;
        Close();
    }

    // A connection that takes longer than any attempt may is waited for no further: asking tells what is wrong.
    private async Task ConnectedAsync(Peer peer) => await peer.Connected.WaitAsync(settings.RegistrationMaxTimeout, host.Clock)
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private void Close()
    {
        _peer?.Close();
        _peer = null;
    }

    private void Lost(int term, Peer peer, RpcException why)
    {
        if (term == _term && peer == _peer)
        {
            lost(why.Message);
        }
    }
}
