using System.Collections.Concurrent;
using Flink.Core.Configuration;
using Flink.Rpc.Grpc;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.TaskManager.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.ResourceManagers.Testing;

/// <summary>A ResourceManager at which real workers register, and nothing else of a JobManager.</summary>
public sealed class RegistrationDesk : IAsyncDisposable
{
    private readonly WorkerPool _threads = new(1, TimeProvider.System, TimeSpan.FromSeconds(5), NullLogger.Instance);
    private readonly Registrations _registrations = new();
    private readonly string _host;
    private readonly Func<TaskManagerId, Task<string>> _describe;
    private GrpcRpc? _rpc;

    private RegistrationDesk(string host, Func<TaskManagerId, Task<string>>? describe)
    {
        _host = host;
        _describe = describe ?? (static _ => Task.FromResult(""));
    }

    /// <summary>What workers must be configured with to find it.</summary>
    public FlinkConfiguration ForWorkers => FlinkConfiguration.Empty
        .With(JobManagerOptions.RpcAddress, _host)
        .With(JobManagerOptions.RpcPort, int.Parse(_rpc!.Address[(_rpc.Address.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Opens one.</summary>
    /// <param name="host">The host under which workers reach this process.</param>
    /// <param name="describe">What is known of a worker that does not register, for the message of the failed test; null for nothing.</param>
    public static async Task<RegistrationDesk> OpenAsync(string host, Func<TaskManagerId, Task<string>>? describe = null)
    {
        var desk = new RegistrationDesk(host, describe);
        var messages = new MessageRegistry().AddSlotMessages().AddTaskExecutorMessages().AddTaskMessages();
        desk._rpc = await GrpcRpc.StartAsync(new GrpcRpcOptions { Host = host }, desk._threads, messages, NullLoggerFactory.Instance);
        desk._rpc.Register(new ResourceManager(
            StandaloneHighAvailability.Token, new ResourceManagerSettings(), desk._registrations, new Random(1), NullLogger.Instance));
        return desk;
    }

    /// <summary>Waits until a worker has registered; the kind that it says it is.</summary>
    public async Task<WorkerSpec> RegistrationOfAsync(TaskManagerId worker)
    {
        await Wait.UntilAsync(
            () => Task.FromResult(_registrations.Kinds.ContainsKey(worker)),
            async () => $"{worker} did not register; those that did: {string.Join(", ", _registrations.Kinds.Keys)}\n{await _describe(worker)}");
        return _registrations.Kinds[worker];
    }

    /// <summary>Whether a worker has registered.</summary>
    public bool Knows(TaskManagerId worker) => _registrations.Kinds.ContainsKey(worker);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_rpc is not null)
        {
            await _rpc.DisposeAsync();
        }

        _threads.Dispose();
    }

    // Takes whoever comes, and remembers who came.
    private sealed class Registrations : IWorkerSupply
    {
        public ConcurrentDictionary<TaskManagerId, WorkerSpec> Kinds { get; } = new();

        public WorkerSpec? Startable => null;

        public Task Ready => Task.CompletedTask;

        public SupplyTrouble? Trouble => null;

        public void Start(IWorkerSupplyHost host)
        {
        }

        public WorkerAcceptance Accepts(TaskManagerId worker) => WorkerAcceptance.Yes;

        public void Registered(TaskManagerId worker, WorkerSpec spec) => Kinds[worker] = spec;

        public void Unregistered(TaskManagerId worker)
        {
        }

        public void Lost(TaskManagerId worker)
        {
        }

        public string? NodeOf(TaskManagerId worker) => null;

        public Task<string?> ExplainLossAsync(TaskManagerId worker) => Task.FromResult<string?>(null);

        public void Declare(IReadOnlyList<WorkerDeclaration> declarations)
        {
        }

        public Task DeregisterAsync(ApplicationStatus status, string? diagnostics) => Task.CompletedTask;

        public Task StopAsync() => Task.CompletedTask;
    }
}
