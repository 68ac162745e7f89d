using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.ResourceManager;

/// <summary>The masters of jobs that are registered, one for each job; and jobs whose master is gone, until another one comes, they end, or nobody comes in time.</summary>
/// <param name="connect">Connects the endpoint that this is part of to a master, and runs what it is given when that one cannot be reached any more.</param>
/// <param name="after">Runs something later in that endpoint.</param>
/// <param name="patience">How long a job may be without a master.</param>
/// <param name="forget">A job has ended, or was without a master for too long: what it declared is void.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class RegisteredMasters(
    Func<EndpointAddress, FencingToken, Action<Peer, RpcException>, Peer> connect, Func<TimeSpan, Action, IDisposable> after, TimeSpan patience, Action<JobId> forget, ILogger logger)
{
    private readonly Dictionary<JobId, MasterConnection> _masters = [];
    private readonly Dictionary<JobId, IDisposable> _forgetting = [];

    /// <summary>The master of a job; null when none is registered.</summary>
    public MasterConnection? Find(JobId job) => _masters.GetValueOrDefault(job);

    /// <summary>The master that says of itself that it leads a job.</summary>
    /// <exception cref="NotRegisteredException">Another one does, or none.</exception>
    public MasterConnection Find(JobId job, FencingToken token) => Find(job) is { } master && master.Token == token
        ? master
        : throw new NotRegisteredException($"The master of job {job} with token {token} is not registered at the ResourceManager (any more): register, then declare.");

    /// <summary>A master registers, in place of an earlier one.</summary>
    /// <returns>Whether it is another connection than before.</returns>
    public bool Register(RegisterJobMaster request)
    {
        if (Find(request.Job) is { } earlier)
        {
            if (earlier.Token == request.Token && earlier.Address == request.Address && !earlier.Peer.Closed.IsCompleted)
            {
                return false;
            }

            Remove(earlier, "another one registered in its place");
        }

        var peer = connect(request.Address, request.Token, (peer, why) => Unreachable(request.Job, peer, why));
        _masters.Add(request.Job, new MasterConnection(request.Job, request.Address, request.Token, peer));
        StopForgetting(request.Job);
        ResourceManagerLog.MasterRegistered(logger, request.Job, request.Address.Process);
        return true;
    }

    /// <summary>A master says that it goes.</summary>
    public void Leave(JobMasterLeaves message)
    {
        if (Find(message.Job) is { } master && master.Token == message.Token)
        {
            Remove(master, message.Reason);
            if (message.HasEnded)
            {
                Forget(message.Job);
            }
        }
    }

    /// <summary>Tells those masters of these jobs that are registered.</summary>
    public void Tell(IEnumerable<JobId> jobs, Message message)
    {
        foreach (var job in jobs)
        {
            Find(job)?.Peer.Tell(message);
        }
    }

    /// <summary>The term ends: masters go to the next ResourceManager by themselves.</summary>
    public void Close()
    {
        foreach (var master in _masters.Values)
        {
            master.Peer.Close();
        }
    }

    private void Unreachable(JobId job, Peer peer, RpcException why)
    {
        if (Find(job) is { } master && master.Peer == peer)
        {
            Remove(master, why.Message);
        }
    }

    // What it declared stays: its successor finds its slots, and may take long to come.
    private void Remove(MasterConnection master, string reason)
    {
        _masters.Remove(master.Job);
        master.Peer.Close();
        ResourceManagerLog.MasterGone(logger, master.Job, reason);
        _forgetting[master.Job] = after(patience, () =>
        {
            ResourceManagerLog.JobForgotten(logger, master.Job, patience);
            Forget(master.Job);
        });
    }

    private void Forget(JobId job)
    {
        StopForgetting(job);
        forget(job);
    }

    private void StopForgetting(JobId job)
    {
        if (_forgetting.Remove(job, out var timer))
        {
            timer.Dispose();
        }
    }
}
