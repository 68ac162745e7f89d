using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Core.Configuration;
using Flink.Kubernetes;
using Flink.Kubernetes.Tests.Fakes;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Benchmarks.Cluster;

/// <summary>A driver that finds five thousand workers of the term before it; the API server is a fake in the same process, whose memory counts too.</summary>
internal static class ManyPods
{
    private const int Count = 5000;

    /// <summary>Megabytes of the process at its largest.</summary>
    public static Measurement Memory(Effort effort) => new(MeasureAsync(effort == Effort.Full ? Count : 50).GetAwaiter().GetResult(), 0);

    private static async Task<double> MeasureAsync(int count)
    {
        await using var server = await FakeApi.StartAsync();
        for (var i = 0; i < count; i++)
        {
            server.Pods.Apply(FakePods.Running($"many-taskmanager-1-{i}"));
        }

        using var io = new IoThreads(1);
        await using var driver = KubernetesPlugin.NewDriver(new DriverSurroundings
        {
            ClusterId = "many",
            Term = 2,
            Configuration = server.Options,
            Command = [],
            ConfigurationFolder = null,
            LogFolder = "",
            StateFolder = "",
            Clock = TimeProvider.System,
            Io = io,
            Loggers = NullLoggerFactory.Instance,
        });
        var found = await driver.InitializeAsync(new Deaf(), CancellationToken.None);
        if (found.Count != count)
        {
            throw new BenchmarkFailure($"{found.Count} of {count} workers were found");
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (double)(1 << 20);
    }

    private sealed class Deaf : IDriverEvents
    {
        public void WorkerLost(TaskManagerId worker, string diagnostics)
        {
        }

        public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason)
        {
        }

        public void RequestWaits(WorkerRequest request, string reason)
        {
        }

        public void Failed(Exception cause)
        {
        }
    }
}
