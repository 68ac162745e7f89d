using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Kubernetes.HighAvailability;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Tests.HighAvailability;
using Microsoft.Extensions.Logging;

namespace Flink.Kubernetes.Tests.HighAvailability;

/// <summary>A JobManager that contends for a lease.</summary>
internal sealed class LeaseContender : Contender, IIoExecutor, ILogger
{
    private readonly Func<bool> _fails;

    public LeaseContender(LeaseWorld world, int seed, Func<bool> fails, string? pod)
    {
        _fails = fails;
        Api = new SteppedApi(world.Objects, world.Later, Answers, () => IsDead || _fails());
        var fileSystems = new FileSystemRegistry();
        fileSystems.Register("shared", _ => new SharedFiles(world.Storage, RequireAnswer, RequireAnswer));
        var configuration = FlinkConfiguration.Empty
            .With(HighAvailabilityOptions.StorageDirectory, "shared://host/ha")
            .With(HighAvailabilityOptions.ClusterId, "c")
            .With(HighAvailabilityKeys.RenewDeadline, TimeSpan.FromSeconds(10));
        Services = new KubernetesHighAvailability(Api, LeadershipSettings.From(configuration), pod, new HighAvailabilitySurroundings
        {
            RpcAddress = $"jm-{seed}:6123",
            RestAddress = $"jm-{seed}:8081",
            FileSystems = fileSystems,
            Clock = Clock,
            Io = this,
            Random = new Random(seed),
            Logger = this,
        });
    }

    public override IHighAvailabilityServices Services { get; }

    public SteppedApi Api { get; }

    /// <summary>What was logged, with the message of what caused it.</summary>
    public List<string> Log { get; } = [];

    public override bool CanReach
    {
        get => base.CanReach;
        set
        {
            base.CanReach = value;
            if (value)
            {
                Api.Relist();
            }
        }
    }

    void IIoExecutor.Run(Action work) => work();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Add($"{formatter(state, exception)} {exception?.Message}");

    private bool Answers() => !IsDead && CanReach && !_fails();

    private void RequireAnswer()
    {
        if (!Answers())
        {
            throw new IOException("The storage does not answer.");
        }
    }
}
