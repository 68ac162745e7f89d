using Flink.Core;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Dispatcher;

/// <summary>A JobManager's roles, which lead together or not at all: a ResourceManager and a Dispatcher for each term that this process leads.</summary>
/// <remarks>
/// An endpoint itself, so that a term begins only when the one before has ended: its jobs suspended, its endpoints gone. Workers find the
/// new endpoints through the leader election and keep what they have.
/// </remarks>
public sealed class JobManagerRoles : RpcEndpoint, ILeaderContender
{
    private readonly Func<LeaderSession, ResourceManager.ResourceManager> _resourceManager;
    private readonly Func<LeaderSession, Dispatcher> _dispatcher;
    private readonly Action _shutDown;
    private volatile TaskCompletionSource _leads = NewCompletion();
    private LeaderSession? _wanted;
    private volatile LeadingTerm? _leading;
    private bool _isChanging;
    private volatile bool _isEnding;

    /// <summary>Roles that do not lead yet: the election's <see cref="ILeaderElection.Start"/> with this object lets them.</summary>
    /// <param name="resourceManager">Makes a ResourceManager for a term.</param>
    /// <param name="dispatcher">Makes a Dispatcher for a term.</param>
    /// <param name="shutDown">Begins to end the process: the cluster has come to its end, and workers that were started for it are released. From any thread.</param>
    /// <param name="logger">For what people should know.</param>
    public JobManagerRoles(
        Func<LeaderSession, ResourceManager.ResourceManager> resourceManager,
        Func<LeaderSession, Dispatcher> dispatcher,
        Action shutDown,
        ILogger logger)
        : base("jobmanager", logger)
    {
        _resourceManager = resourceManager;
        _dispatcher = dispatcher;
        _shutDown = shutDown;
        Jobs = new DispatcherGateway(this);
        Workers = new ResourceManagerGateway(this);
    }

    /// <summary>The jobs, for the REST server of this process.</summary>
    public IDispatcherGateway Jobs { get; }

    /// <summary>The workers, for the REST server of this process.</summary>
    public IResourceManagerGateway Workers { get; }

    /// <summary>Where the REST server of this process is, for clients that look for the leader's; set before the election starts, null where there is none.</summary>
    public EndpointAddress? Rest { get; set; }

    /// <summary>
    /// Removes what high availability has stored, when the cluster has come to its orderly end (<see cref="IHighAvailabilityServices.RemoveDataAsync"/>);
    /// set before the election starts, null where nothing is stored.
    /// </summary>
    public Func<LeaderSession, Task>? RemoveData { get; set; }

    /// <summary>Whether the cluster comes to its end for good (<see cref="EndCluster"/>). From any thread.</summary>
    public bool IsEnding => _isEnding;

    /// <summary>Whether this process leads.</summary>
    public bool Leads => _leading is not null;

    /// <summary>Completes as soon as this process leads; asked while it leads it is complete, and after a term has ended it is that of the next. From any thread.</summary>
    public Task WhenLeading => _leads.Task;

    /// <summary>The term that this process leads in; null while it does not lead. From any thread.</summary>
    internal LeadingTerm? Leading => _leading;

    /// <summary>
    /// The cluster comes to its end for good: jobs are suspended, workers released, whoever started it told, what high availability has stored removed, and then
    /// the process ends. From any thread.
    /// </summary>
    /// <param name="status">How it ended.</param>
    /// <param name="diagnostics">Why, for people; null when there is nothing to say.</param>
    public void EndCluster(ApplicationStatus status, string? diagnostics) => Post(async () =>
    {
        _isEnding = true;
        _wanted = null;
        if (_leading is { } term)
        {
            LeadNoMore();
            await Rpc.UnregisterAsync(term.Dispatcher);
            try
            {
                await term.ResourceManager.DeregisterAsync(status, diagnostics);
            }
            catch (FlinkException e)
            {
                DispatcherLog.NotDeregistered(Logger, e);
            }

            await Rpc.UnregisterAsync(term.ResourceManager);
            await RemoveDataAsync(term.Session);
        }

        _shutDown();
    });

    /// <inheritdoc/>
    void ILeaderContender.Granted(LeaderSession session) => Post(() =>
    {
        DispatcherLog.Leads(Logger, session.Epoch);
        _wanted = session;
        Follow();
    });

    /// <inheritdoc/>
    void ILeaderContender.Revoked(LeaderSession session, string reason) => Post(() =>
    {
        DispatcherLog.LeadsNoMore(Logger, session.Epoch, reason);
        if (_wanted == session)
        {
            _wanted = null;
            Follow();
        }
    });

    /// <inheritdoc/>
    protected override async Task StoppingAsync()
    {
        _wanted = null;
        if (_leading is { } term)
        {
            await StopAsync(term);
        }
    }

    private async void Follow()
    {
        if (_isChanging || _isEnding)
        {
            return;
        }

        _isChanging = true;
        while (_leading?.Session != _wanted)
        {
            if (_leading is { } term)
            {
                await StopAsync(term);
            }
            else
            {
                await StartAsync(_wanted!);
            }
        }

        _isChanging = false;
    }

    // After the system has been told: a JobManager that it starts again would find nothing, and run an application that has ended once more.
    private async Task RemoveDataAsync(LeaderSession session)
    {
        if (RemoveData is not { } remove)
        {
            return;
        }

        try
        {
            await remove(session);
        }
        catch (LeadershipLostException)
        {
            // Another process leads: what is there is its own by now, and it ends the cluster or goes on with it.
        }
        catch (Exception e)
        {
            DispatcherLog.DataNotRemoved(Logger, e);
        }
    }

    // In this order: whoever sees that it does not lead, and then waits for an old completion, is at most sent to look again.
    private void LeadNoMore()
    {
        _leading = null;
        if (_leads.Task.IsCompleted)
        {
            _leads = NewCompletion();
        }
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The dispatcher goes first: masters say goodbye to the ResourceManager.
    private async Task StopAsync(LeadingTerm term)
    {
        LeadNoMore();
        await Rpc.UnregisterAsync(term.Dispatcher);
        await Rpc.UnregisterAsync(term.ResourceManager);
    }

    private async Task StartAsync(LeaderSession session)
    {
        var term = new LeadingTerm(session, _resourceManager(session), _dispatcher(session));
        Rpc.Register(term.ResourceManager);
        Rpc.Register(term.Dispatcher);
        _leading = term;
        _leads.TrySetResult();
        try
        {
            await session.PublishAsync(LeaderComponents.ResourceManager, new LeaderAddress(term.ResourceManager.Address, session.Token));
            await session.PublishAsync(LeaderComponents.Dispatcher, new LeaderAddress(term.Dispatcher.Address, session.Token));
            if (Rest is { } rest)
            {
                await session.PublishAsync(LeaderComponents.Rest, new LeaderAddress(rest, session.Token));
            }
        }
        catch (LeadershipLostException)
        {
            // The term has ended already: that it is revoked is on its way as a message.
            return;
        }
    }
}
