using Flink.Cli.Configuration;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Rest.Telemetry;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>What JobManagers and workers are put together of alike.</summary>
internal static class ProcessParts
{

    private static readonly TimeSpan _blockedThreshold = TimeSpan.FromMilliseconds(500);

    /// <summary>Finds the file system of a path.</summary>
    public static FileSystemRegistry FileSystems => Streaming.FileSystems.Registry;

    /// <summary>Threads for work that does not block; with stacks, reports of what blocks nevertheless show them.</summary>
    public static WorkerPool NewPool(ProcessContext context, int threads, IThreadStacks? stacks = null) =>
        new(threads, TimeProvider.System, _blockedThreshold, context.Loggers.CreateLogger<WorkerPool>(), stacks);

    /// <summary>The configured services that say who leads, and keep what the next leader needs.</summary>
    /// <param name="context">The process.</param>
    /// <param name="rpcAddress">See <see cref="HighAvailabilitySurroundings.RpcAddress"/>.</param>
    /// <param name="restAddress">See <see cref="HighAvailabilitySurroundings.RestAddress"/>.</param>
    /// <param name="io">Runs what blocks.</param>
    /// <param name="random">For tokens.</param>
    public static IHighAvailabilityServices NewHighAvailability(
        ProcessContext context, string rpcAddress, string restAddress, IIoExecutor io, Random random) =>
        InstalledPlugins.HighAvailability().Create(context.Configuration, new HighAvailabilitySurroundings
        {
            RpcAddress = rpcAddress,
            RestAddress = restAddress,
            FileSystems = FileSystems,
            Clock = TimeProvider.System,
            Io = io,
            Random = random,
            Logger = context.Loggers.CreateLogger<IHighAvailabilityServices>(),
        });

    /// <summary>What makes the first job of the process fast; null where it is not wanted, and where its traces would be exported as if a job had run.</summary>
    public static IdleRehearsal? NewRehearsal(
        ProcessContext context, TelemetryExport? export, TimeSpan quiet, params IReadOnlyList<Action<Func<bool>>> acts) =>
        export is null && context.Configuration.Get(ClusterOptions.RehearsalEnabled)
            ? new IdleRehearsal(quiet, SpareProcessors.OfThisMachine().Look, context.Loggers.CreateLogger<IdleRehearsal>(), acts)
            : null;

    /// <summary>Ends parts one after the other; those that a process which could not start has not made are null.</summary>
    public static async Task DisposeAsync(params IAsyncDisposable?[] parts)
    {
        foreach (var part in parts)
        {
            if (part is not null)
            {
                await part.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
