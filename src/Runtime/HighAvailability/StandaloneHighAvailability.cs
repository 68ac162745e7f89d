using Flink.Core.Configuration;
using Flink.Runtime.Blobs;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.HighAvailability;

/// <summary>
/// The provider NONE: there is one JobManager, it leads as long as it lives, it is where the configuration says, and what it knows ends with it.
/// </summary>
/// <remarks>
/// All terms have one token, because a worker cannot learn another from the configuration: a JobManager that was started anew tells messages to the one
/// before from its own by the registrations that it does not know.
/// </remarks>
public sealed class StandaloneHighAvailability : IHighAvailabilityServices, ILeaderElection, ILeaderRetrieval
{
    private readonly Lock _gate = new();
    private readonly string _rpcAddress;
    private readonly string _restAddress;
    private readonly Dictionary<string, LeaderAddress?> _published = new(StringComparer.Ordinal);
    private readonly List<(string Component, Action<LeaderAddress?> Changed)> _watchers = [];
    private ILeaderContender? _contender;
    private Session? _session;

    /// <param name="rpcAddress">"host:port" of the JobManager's RPC port; the process's name for a transport inside one process.</param>
    /// <param name="restAddress">"host:port" of its REST server.</param>
    public StandaloneHighAvailability(string rpcAddress, string restAddress)
    {
        _rpcAddress = rpcAddress;
        _restAddress = restAddress;
    }

    /// <summary>The token of the only term.</summary>
    public static FencingToken Token { get; } = new(0, 1);

    /// <inheritdoc/>
    public ILeaderElection Election => this;

    /// <inheritdoc/>
    public ILeaderRetrieval Retrieval => this;

    /// <inheritdoc/>
    public IDurableBlobs? Blobs => null;

    /// <summary>Makes the services; a <see cref="HighAvailabilityFactory"/>.</summary>
    public static StandaloneHighAvailability Create(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        return new StandaloneHighAvailability(surroundings.RpcAddress, surroundings.RestAddress);
    }

    /// <inheritdoc/>
    public void Start(ILeaderContender contender)
    {
        ArgumentNullException.ThrowIfNull(contender);
        lock (_gate)
        {
            if (_contender is not null)
            {
                throw new InvalidOperationException("The election was started before.");
            }

            _contender = contender;
            _session = new Session(this);
        }

        contender.Granted(_session);
    }

    /// <inheritdoc/>
    public Task StopAsync()
    {
        Session? ended;
        lock (_gate)
        {
            ended = _session;
            _session = null;
        }

        if (ended is not null)
        {
            ended.Close();
            _contender!.Revoked(ended, "this process stops");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IDisposable Watch(string component, Action<LeaderAddress?> changed)
    {
        ArgumentException.ThrowIfNullOrEmpty(component);
        ArgumentNullException.ThrowIfNull(changed);
        var watcher = (component, changed);
        lock (_gate)
        {
            _watchers.Add(watcher);
            changed(_published.TryGetValue(component, out var published) ? published : Configured(component));
        }

        return new Watch(() =>
        {
            lock (_gate)
            {
                _watchers.Remove(watcher);
            }
        });
    }

    /// <inheritdoc/>
    public Task RemoveDataAsync(LeaderSession session) => StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private LeaderAddress Configured(string component) =>
        new(new EndpointAddress(component == LeaderComponents.Rest ? _restAddress : _rpcAddress, component), Token);

    // What the process publishes itself comes first: its ports may not be known from the configuration.
    private void Publish(string component, LeaderAddress? leader)
    {
        lock (_gate)
        {
            _published[component] = leader;
            foreach (var (watched, changed) in _watchers)
            {
                if (watched == component)
                {
                    changed(leader);
                }
            }
        }
    }

    private sealed class Session : LeaderSession
    {
        private readonly StandaloneHighAvailability _owner;
        private readonly MemoryRecords _records;

        public Session(StandaloneHighAvailability owner)
            : this(owner, new MemoryRecords())
        {
        }

        private Session(StandaloneHighAvailability owner, MemoryRecords records)
            : base(1, StandaloneHighAvailability.Token, records)
        {
            _owner = owner;
            _records = records;
        }

        public override bool HasSuccessors => false;

        public override Task PublishAsync(string component, LeaderAddress? leader)
        {
            ArgumentException.ThrowIfNullOrEmpty(component);
            if (Lost.IsCancellationRequested)
            {
                return Task.FromException(new LeadershipLostException($"'{component}' is not published: this process does not lead any more.", mayBeDone: false));
            }

            _owner.Publish(component, leader);
            return Task.CompletedTask;
        }

        public void Close()
        {
            _records.End();
            End();
        }
    }
}
