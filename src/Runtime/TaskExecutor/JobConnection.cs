using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskExecutor;

/// <summary>A worker's way to the master of a job that it has slots for.</summary>
/// <remarks>
/// Part of the worker's endpoint. When the connection is lost, whatever the master had running here counts as lost to it: it runs on,
/// but is cancelled before its slots are offered over another connection.
/// </remarks>
internal sealed class JobConnection
{
    private readonly RegisterAtJobMaster _request;
    private readonly IEndpointHost _host;
    private readonly Registration _registration;
    private readonly Action<JobConnection> _connected;
    private readonly Action<JobConnection> _lost;
    private EndpointAddress _address;

    /// <summary>No connection yet.</summary>
    /// <param name="settings">How patient the worker is.</param>
    /// <param name="request">What it says of itself.</param>
    /// <param name="host">The worker.</param>
    /// <param name="connected">Runs whenever the worker is registered at a master.</param>
    /// <param name="lost">Runs when a master that the worker was registered at is lost; the way to another, or to the same one, is looked for.</param>
    public JobConnection(
        TaskExecutorSettings settings, RegisterAtJobMaster request, IEndpointHost host, Action<JobConnection> connected, Action<JobConnection> lost)
    {
        _request = request;
        _host = host;
        _connected = connected;
        _lost = lost;
        _registration = new Registration(settings, host, TryRegisterAsync, Lost, Failed);
    }

    /// <summary>The job.</summary>
    public JobId Job => _request.Job;

    /// <summary>The master's term.</summary>
    public FencingToken Token { get; private set; }

    /// <summary>The master; null while the worker is not registered at it.</summary>
    public Peer? Peer { get; private set; }

    /// <summary>What the master has the worker do over this connection; null while there is none, or nothing was ordered.</summary>
    public JobWork? Work { get; set; }

    /// <summary>Whether the job has ended for good, as its master said.</summary>
    public bool HasEnded { get; set; }

    /// <summary>A master leads the job.</summary>
    public void Follow(EndpointAddress address, FencingToken token)
    {
        if (address == _address && token == Token)
        {
            return;
        }

        Drop();
        _address = address;
        Token = token;
        _registration.Start(address, token);
    }

    /// <summary>The connection is no good any more.</summary>
    public void Lost(string reason)
    {
        if (Peer is not null)
        {
            TaskExecutorLog.MasterLost(_host.Logger, Job, reason);
            Drop();
            _registration.Start(_address, Token);
        }
    }

    /// <summary>Lets go of the master.</summary>
    public void Stop()
    {
        Peer = null;
        Work?.Stop();
        _registration.Stop();
    }

    private void Drop()
    {
        if (Peer is not null)
        {
            Peer = null;
            Work?.Stop();
            Work = null;
            _lost(this);
        }
    }

    private async Task<bool> TryRegisterAsync(Peer peer, TimeSpan time)
    {
        await peer.AskAsync(_request, time);
        if (_registration.IsCurrent(peer))
        {
            Peer = peer;
            Work = null;
            _connected(this);
        }

        return true;
    }

    private void Failed(EndpointAddress address, string reason) => TaskExecutorLog.MasterUnreachable(_host.Logger, Job, reason);
}
