using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>A job's slots come from workers that a ResourceManager assigns; this declares to it what the job needs, and again to the next one.</summary>
/// <param name="settings">How patient it is.</param>
/// <param name="clock">For pauses.</param>
/// <param name="logger">For what people should know.</param>
/// <remarks>Part of the job master's endpoint, but for <see cref="Follow"/>.</remarks>
public sealed class ResourceManagerSlots(ResourceManagerSlotsSettings settings, TimeProvider clock, ILogger logger) : ISlotSupply
{
    // An explanation that takes longer is worth less than the time.
    private static readonly TimeSpan _explanationTimeout = TimeSpan.FromSeconds(1);

    private IReadOnlyList<ResourceRequirement> _wanted = [];
    private (EndpointAddress Address, FencingToken Token)? _leader;
    private JobMaster? _master;
    private Peer? _peer;
    private bool _isRegistered;
    private bool _isDeclaring;
    private bool _hasChanged;
    private int _term;

    /// <summary>Another ResourceManager leads; from any thread.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="token">Its term.</param>
    public void Follow(EndpointAddress address, FencingToken token)
    {
        if (Volatile.Read(ref _master) is not { } master)
        {
            _leader = (address, token);
            return;
        }

        master.Post(() =>
        {
            if (_leader != (address, token))
            {
                _leader = (address, token);
                Register();
            }
        });
    }

    /// <inheritdoc/>
    public void Start(JobMaster master)
    {
        Volatile.Write(ref _master, master);
        if (_leader is not null)
        {
            Register();
        }
    }

    /// <inheritdoc/>
    public void Declare(IReadOnlyList<ResourceRequirement> requirements)
    {
        _wanted = requirements;
        _hasChanged = true;
        DeclareChanges();
    }

    /// <inheritdoc/>
    public async Task<string?> ExplainLossAsync(TaskManagerId taskManager)
    {
        if (!_isRegistered)
        {
            return null;
        }

        try
        {
            return await _peer!.AskAsync(new ExplainLoss(taskManager), _explanationTimeout);
        }
        catch (RpcException)
        {
            // Nothing is known, then.
            return null;
        }
    }

    /// <inheritdoc/>
    public void Resume(EndpointAddress resourceManager, FencingToken token)
    {
        _leader = (resourceManager, token);
        Register();
    }

    /// <inheritdoc/>
    public void Stop(bool hasEnded, string reason)
    {
        _term++;
        if (_isRegistered)
        {
            _peer?.Tell(new JobMasterLeaves(_master!.Job.Id, _master.Token, hasEnded, reason));
        }

        Drop();
    }

    private async void Register()
    {
        var term = ++_term;
        Drop();
        var pause = settings.FirstPause;
        while (term == _term)
        {
            var (address, token) = _leader!.Value;
            var peer = _master!.ConnectTo(address, token, (lost, why) => Lost(term, lost, why));
            try
            {
                _peer = peer;
                await peer.AskAsync(new RegisterJobMaster(_master.Job.Id, _master.Address, _master.Token), settings.AskTimeout);
                if (term == _term)
                {
                    _isRegistered = _hasChanged = true;
                    DeclareChanges();
                }

                return;
            }
            catch (RpcException e) when (term == _term)
            {
                JobLog.NoResourceManager(logger, _master.Job.Name, address, e.Message);
                Drop();
            }
            catch (RpcException)
            {
                return;
            }

            await Task.Delay(pause, clock);
            pause = pause * 2 < settings.LongestPause ? pause * 2 : settings.LongestPause;
        }
    }

    // One declaration is under way at a time; what changes meanwhile is declared behind it.
    private async void DeclareChanges()
    {
        if (_isDeclaring || !_isRegistered)
        {
            return;
        }

        _isDeclaring = true;
        try
        {
            while (_hasChanged && _isRegistered)
            {
                _hasChanged = false;
                await _peer!.AskAsync(new DeclareResources(_master!.Job.Id, _master.Token, _wanted), settings.AskTimeout);
            }
        }
        catch (RpcException e)
        {
            // Whether it arrived is unknown. To register again, and to declare all, makes sure of it. Who has stopped asks no more.
            if (_isRegistered)
            {
                JobLog.NoResourceManager(logger, _master!.Job.Name, _leader!.Value.Address, e.Message);
                Register();
            }
        }
        finally
        {
            _isDeclaring = false;
        }

        if (_hasChanged && _isRegistered)
        {
            DeclareChanges();
        }
    }

    private void Lost(int term, Peer peer, RpcException why)
    {
        if (term == _term && peer == _peer && _isRegistered)
        {
            JobLog.NoResourceManager(logger, _master!.Job.Name, _leader!.Value.Address, why.Message);
            Register();
        }
    }

    private void Drop()
    {
        _isRegistered = false;
        _peer?.Close();
        _peer = null;
    }
}
