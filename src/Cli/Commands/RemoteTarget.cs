using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Commands;

/// <summary>The target of a verb that asks a running cluster.</summary>
internal static class RemoteTarget
{
    private const string Remote = "remote";

    /// <summary>The configuration with the address of the cluster: that of <c>-m</c>, else that of <c>cluster.id</c> or the session that was started last, else the configured one.</summary>
    /// <param name="loaded">All that is configured.</param>
    /// <param name="hasAddress">Whether an address was given.</param>
    /// <exception cref="CliException">The configured target is no cluster that can be asked.</exception>
    public static FlinkConfiguration Of(LoadedConfiguration loaded, bool hasAddress)
    {
        var configuration = loaded.Configuration;
        var target = configuration.Get(ExecutionOptions.Target, Remote);
        return target switch
        {
            _ when hasAddress => configuration,
            _ when ClusterTargets.Has(target) => LastSession.Find(loaded, target, out _)
                ?? throw new CliException($"no session of target '{target}' was started and is alive; see 'flink session list'"),
            Remote => (configuration.TryGet(ExecutionOptions.Target, out _) ? null : LastSession.Find(loaded, null, out _)) ?? configuration,
            "local" => throw new CliException("target 'local' has no jobs that can be asked for: an embedded job lives in the process that runs it. Use -t remote"),
            _ => throw new CliException($"target '{target}' has no engine here; there is 'remote', a running cluster, and the sessions of {string.Join(", ", ClusterTargets.Names.Select(static name => $"'{name}'"))}"),
        };
    }
}
