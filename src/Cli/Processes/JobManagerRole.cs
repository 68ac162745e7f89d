using System.Globalization;
using System.Security.Cryptography;
using Flink.Core.Configuration;
using Flink.Rpc.Grpc;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>A JobManager put together: its port, its leadership, and the endpoints that live as long as it leads.</summary>
internal sealed class JobManagerRole : IProcessRole
{
    private const string NoHighAvailability = "NONE";

    private static readonly TimeSpan _blockedThreshold = TimeSpan.FromMilliseconds(500);

    private readonly ProcessContext _context;
    private readonly Random _random = new(RandomNumberGenerator.GetInt32(int.MaxValue));
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IoThreads _io = new(IoThreads.DefaultThreads);
    private readonly WorkerPool _endpoints;
    private GrpcRpc? _rpc;
    private IHighAvailabilityServices? _services;
    private JobManagerContender? _contender;

    public JobManagerRole(ProcessContext context)
    {
        _context = context;
        _endpoints = new WorkerPool(Environment.ProcessorCount, TimeProvider.System, _blockedThreshold, context.Loggers.CreateLogger<WorkerPool>());
    }

    public Task<int> Ended => _ended.Task;

    public async Task StartAsync()
    {
        var configuration = _context.Configuration;
        _rpc = await GrpcRpc.StartAsync(RpcOptions(configuration), _endpoints, ProcessMessages.All(), _context.Loggers).ConfigureAwait(false);
        _services = new HighAvailabilityProviders().Create(configuration, new HighAvailabilitySurroundings
        {
            RpcAddress = _rpc.Address,
            RestAddress = ProcessAddresses.Rest(configuration),
            FileSystems = Streaming.FileSystems.Registry,
            Clock = TimeProvider.System,
            Io = _io,
            Random = _random,
            Logger = _context.Loggers.CreateLogger<IHighAvailabilityServices>(),
        });
        _contender = new JobManagerContender(
            session => new JobManagerTerm(_context, _rpc, session, _random), _context.Loggers.CreateLogger<JobManagerContender>(), _context.Fatal);
        _services.Election.Start(_contender);
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_services is not null)
        {
            await _services.Election.StopAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }

        if (_contender is not null)
        {
            await _contender.SettledAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_rpc is not null)
        {
            await _rpc.DisposeAsync().ConfigureAwait(false);
        }

        if (_services is not null)
        {
            await _services.DisposeAsync().ConfigureAwait(false);
        }

        _endpoints.Dispose();
        _io.Dispose();
    }

    // With high availability others learn the port from the leader's address, so any will do.
    private static GrpcRpcOptions RpcOptions(FlinkConfiguration configuration)
    {
        var isAlone = string.Equals(configuration.Get(HighAvailabilityOptions.Type), NoHighAvailability, StringComparison.OrdinalIgnoreCase);
        var port = configuration.Get(JobManagerOptions.RpcPort);
        return GrpcRpcOptions.From(configuration, ProcessAddresses.JobManagerHost(configuration)) with
        {
            BindAddress = ProcessAddresses.BindHost(configuration, JobManagerOptions.BindHost),
            Ports = isAlone
                ? configuration.Get(JobManagerOptions.RpcBindPort, port).ToString(CultureInfo.InvariantCulture)
                : configuration.Get(HighAvailabilityOptions.JobManagerPort),
            AdvertisedPort = isAlone ? port : null,
        };
    }
}
