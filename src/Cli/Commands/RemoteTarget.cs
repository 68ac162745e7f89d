using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Commands;

/// <summary>The target of a verb that asks a running cluster.</summary>
/// <param name="Configuration">The configuration with the address of the cluster.</param>
/// <param name="Found">What leads to it; null where the address was known.</param>
internal sealed record RemoteTarget(FlinkConfiguration Configuration, FoundCluster? Found) : IDisposable
{
    private const string Remote = "remote";

    /// <summary>The cluster of <c>-m</c>, else that of the target's system (its session or application that is named, or started last), else that of <c>cluster.id</c> or the session that was started last, else that at the configured address.</summary>
    /// <param name="loaded">All that is configured.</param>
    /// <param name="hasAddress">Whether an address was given.</param>
    /// <exception cref="CliException">The configured target is no cluster that can be asked.</exception>
    public static RemoteTarget Of(LoadedConfiguration loaded, bool hasAddress)
    {
        var configuration = loaded.Configuration;
        var isChosen = configuration.TryGet(ExecutionOptions.Target, out var target);
        if (hasAddress)
        {
            return new RemoteTarget(configuration, null);
        }

        if (!isChosen)
        {
            return LastSession.Find(loaded) is { } last ? new RemoteTarget(last.Configuration, last) : new RemoteTarget(configuration, null);
        }

        if (ClusterTargets.Find(target!) is { } named)
        {
            var found = LastSession.FindIn(loaded, named.System);
            return new RemoteTarget(found.Configuration, found);
        }

        return target switch
        {
            Remote => new RemoteTarget(configuration, null),
            "local" => throw new CliException("target 'local' has no jobs that can be asked for: an embedded job lives in the process that runs it. Use -t remote"),
            _ => throw new CliException($"target '{target}' has no engine here; there is 'remote', a running cluster, and the clusters of {string.Join(", ", ClusterTargets.Names.Select(static name => $"'{name}'"))}"),
        };
    }

    public void Dispose() => Found?.Dispose();
}
