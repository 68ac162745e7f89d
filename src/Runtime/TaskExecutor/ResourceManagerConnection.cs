using Flink.Core;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskExecutor;

/// <summary>A worker's way to the ResourceManager: registers at whoever leads, and again whenever it is lost.</summary>
/// <remarks>Part of the worker's endpoint.</remarks>
internal sealed class ResourceManagerConnection
{
    private readonly TaskExecutorSettings _settings;
    private readonly RegisterTaskManager _request;
    private readonly Func<SlotReport> _report;
    private readonly IEndpointHost _host;
    private readonly IWorkerProcess _process;
    private readonly Registration _registration;
    private EndpointAddress? _address;
    private FencingToken _token;
    private Peer? _peer;
    private IDisposable? _deadline;
    private string? _lastFailure;
    private bool _isConnected;
    private bool _hasBegun;

    /// <summary>A worker that knows no ResourceManager.</summary>
    /// <param name="settings">How patient it is.</param>
    /// <param name="request">What it says of itself.</param>
    /// <param name="report">Its slots at the moment.</param>
    /// <param name="host">The worker.</param>
    /// <param name="process">Told when there is no way to go on.</param>
    public ResourceManagerConnection(
        TaskExecutorSettings settings, RegisterTaskManager request, Func<SlotReport> report, IEndpointHost host, IWorkerProcess process)
    {
        _settings = settings;
        _request = request;
        _report = report;
        _host = host;
        _process = process;
        _registration = new Registration(settings, host, TryRegisterAsync, Lost, Failed);
    }

    /// <summary>The registration; null while there is none.</summary>
    public InstanceId? Instance { get; private set; }

    /// <summary>Runs when a registration is there.</summary>
    public Action? Connected { get; set; }

    /// <summary>Runs when a registration that was there is not any more.</summary>
    public Action? Disconnected { get; set; }

    /// <summary>Whether a message is of the ResourceManager that the worker is registered at.</summary>
    public bool IsFrom(FencingToken resourceManager) => Instance is not null && resourceManager == _token;

    /// <summary>Another ResourceManager leads, or none is known to.</summary>
    public void Follow(EndpointAddress? address, FencingToken token)
    {
        if (_hasBegun && address == _address && token == _token)
        {
            return;
        }

        Drop();
        _address = address;
        _token = token;
        Begin();
    }

    /// <summary>The registration is no good any more.</summary>
    public void Lost(string reason)
    {
        if (Instance is not null)
        {
            TaskExecutorLog.ResourceManagerLost(_host.Logger, reason);
            Drop();
            Begin();
        }
    }

    /// <summary>Tells the ResourceManager something. Nothing happens while there is none: it is sent a whole report once there is.</summary>
    public void Tell(Func<InstanceId, Message> message)
    {
        if (Instance is { } instance)
        {
            _peer!.Tell(message(instance));
        }
    }

    /// <summary>Tells the ResourceManager that the worker is about to go.</summary>
    /// <returns>Whether its work has a place elsewhere; true while there is no ResourceManager that would know.</returns>
    public async Task<bool> AnnounceAsync(Func<InstanceId, AnnounceDrain> message) =>
        !_isConnected || await _peer!.AskAsync(message(Instance!.Value), _settings.AskTimeout);

    /// <summary>Lets go of it.</summary>
    public void Stop()
    {
        Drop();
        _registration.Stop();
        _hasBegun = false;
        _deadline?.Dispose();
        _deadline = null;
    }

    private void Begin()
    {
        _hasBegun = true;
        _deadline ??= _host.After(_settings.RegistrationTimeout, GiveUp);
        if (_address is { } address)
        {
            _registration.Start(address, _token);
        }
        else
        {
            _registration.Stop();
        }
    }

    private void Drop()
    {
        Instance = null;
        _peer = null;
        if (_isConnected)
        {
            _isConnected = false;
            Disconnected?.Invoke();
        }
    }

    private async Task<bool> TryRegisterAsync(Peer peer, TimeSpan time)
    {
        var reply = await peer.AskAsync(_request, time);
        if (!_registration.IsCurrent(peer))
        {
            return true;
        }

        if (reply.Instance is not { } instance)
        {
            if (reply.IsFinal)
            {
                Stop();
                _process.Fail(new FlinkException(reply.RefusedBecause!));
            }

            return false;
        }

        // Before the report is answered: a slot may be requested as soon as it has arrived.
        Instance = instance;
        _peer = peer;
        await peer.AskAsync(new SendSlotReport(instance, _report()), _settings.AskTimeout);
        if (_registration.IsCurrent(peer))
        {
            _deadline?.Dispose();
            _deadline = null;
            _isConnected = true;
            _lastFailure = null;
            TaskExecutorLog.Registered(_host.Logger, peer.Address, instance);
            _process.Registered();
            Connected?.Invoke();
        }

        return true;
    }

    private void Failed(EndpointAddress address, string reason)
    {
        Drop();
        _lastFailure = reason;
        TaskExecutorLog.RegistrationFailed(_host.Logger, address, reason);
    }

    private void GiveUp()
    {
        _deadline = null;
        var where = _address is { } address ? $"the ResourceManager at {address}" : "a ResourceManager: none is known to lead";
        Stop();
        _process.Fail(new FlinkException(
            $"TaskManager {_request.Worker.Location.Id} could not register within {_settings.RegistrationTimeout.TotalSeconds:0} s at {where}. "
            + (_lastFailure is null ? "" : $"The last attempt failed: {_lastFailure} ")
            + "Check jobmanager.rpc.address and jobmanager.rpc.port, or raise taskmanager.registration.timeout."));
    }
}
