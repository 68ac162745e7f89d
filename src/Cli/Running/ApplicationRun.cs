using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Cli.Processes;
using Flink.Cli.Programs;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Running;

/// <summary>Starts a cluster for a program, whose JobManager calls its Main. As in Apache Flink the command returns then, unless <c>execution.attached</c> is asked for.</summary>
internal static class ApplicationRun
{
    private const int SignalsBegin = 128;

    /// <param name="target">The system.</param>
    /// <param name="program">A program of this machine, or the URI of one that the JobManager fetches.</param>
    /// <param name="entryClass">The class to call; null for the program's own entry point.</param>
    /// <param name="arguments">What Main gets.</param>
    /// <param name="loaded">All that is configured.</param>
    /// <returns>0 as soon as the cluster answers; attached, what the program has ended with.</returns>
    public static int Execute(DeploymentTarget target, string program, string? entryClass, string[] arguments, LoadedConfiguration loaded)
    {
        using var located = FetchedProgram.IsMeant(program) ? null : ProgramLocator.Find(program);
        var configuration = loaded.Configuration;
        var isAttached = configuration.TryGet(ExecutionOptions.Attached, out var attached) && attached;
        return ExecuteAsync(target, isAttached, loaded, new ClusterSpecification
        {
            ClusterId = "",
            Configuration = ClusterConfiguration.Of(loaded, isOwn: false),
            EndsWithClient = isAttached && configuration.Get(ExecutionOptions.ShutdownOnAttachedExit),
            Application = new ApplicationProgram
            {
                Location = located?.Path ?? program,
                IsOnThisMachine = located is not null,
                EntryClass = entryClass,
                Arguments = arguments,
            },
        }).GetAwaiter().GetResult();
    }

    private static async Task<int> ExecuteAsync(DeploymentTarget target, bool isAttached, LoadedConfiguration loaded, ClusterSpecification specification)
    {
        await using var descriptor = ClusterTargets.Open(target.System, loaded);
        specification = specification with { ClusterId = ClusterNames.ToDeploy(loaded, descriptor) ?? ClusterNames.Of(specification.Application!.Location) };
        await using var run = OwnCluster.Start(descriptor, specification, showsOutput: isAttached);
        using var interruption = new DeploymentInterruption();
        ICluster cluster;
        try
        {
            cluster = await run.Cluster.WaitAsync(interruption.Requested).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.ExitCode is not null)
        {
            // Nobody wants it any more.
            await run.StopAsync().ConfigureAwait(false);
            return interruption.ExitCode.Value;
        }

        foreach (var line in cluster.Announcement is { Count: > 0 } lines ? lines : [$"{cluster.Id} {target.Name} {cluster.RestUrl}"])
        {
            Console.Out.WriteLine(line);
        }

        if (!isAttached)
        {
            Console.Error.WriteLine($"flink: the program runs there, and the cluster ends with it; 'flink session stop -t {target.System} {cluster.Id}' ends both; its logs are in {cluster.LogHint}");
            return ExitCodes.Success;
        }

        await Task.WhenAny(cluster.Ended, interruption.Task).ConfigureAwait(false);
        if (interruption.ExitCode is { } code)
        {
            if (specification.EndsWithClient)
            {
                await run.StopAsync().ConfigureAwait(false);
            }
            else
            {
                Console.Error.WriteLine($"flink: the application goes on; 'flink session stop -t {target.System} {cluster.Id}' ends it");
            }

            return code;
        }

        var end = await cluster.Ended.ConfigureAwait(false);

        // Takes away what a JobManager that was killed has left.
        await run.StopAsync().ConfigureAwait(false);
        switch (end.ExitCode)
        {
            case ProcessExit.ApplicationFailed:
                throw new FlinkException($"The application {cluster.Id} has failed: {end.Diagnostics}");
            case null:
                throw new FlinkException($"The application {cluster.Id} is gone, and nobody knows how it ended: {end.Diagnostics}");
            case >= SignalsBegin:
                throw new FlinkException($"The application {cluster.Id} has not ended by itself: {end.Diagnostics}");
            case not ExitCodes.Success:
                Console.Error.WriteLine($"flink: {end.Diagnostics}");
                break;
        }

        return end.ExitCode.Value;
    }
}
