using System.Net.Sockets;
using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Client.Rest;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Running;

/// <summary>Where the jobs of a program run.</summary>
/// <param name="IsRemote">In a running cluster; else embedded in this process.</param>
/// <param name="Remark">What the user should know about the choice; null when it was his own.</param>
/// <param name="Configuration">The configuration with the address of the cluster, where one was found.</param>
/// <param name="Deploys">The system in which a cluster is started for them; null where none is.</param>
internal sealed record RunTarget(bool IsRemote, string? Remark, FlinkConfiguration Configuration, string? Deploys = null)
{
    private const string Local = "local";
    private const string Remote = "remote";

    // An address that answers is near or it is not meant: nobody waits for a time-out of the network before a local run.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);

    // Somebody listens there: a cluster that is busy, or encrypts, is not to be taken for none.
    private static readonly TimeSpan _answerPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The configured target (<c>-t</c>, <c>execution.target</c>), else the cluster of <c>-m</c>, else the session that was started last, else one that answers at the configured address, else embedded.
    /// </summary>
    /// <exception cref="CliException">The target is none of these, or the job shall be detached and there is no cluster.</exception>
    public static RunTarget Resolve(LoadedConfiguration loaded, bool hasAddress)
    {
        var configuration = loaded.Configuration;
        var target = Choose(loaded, hasAddress);
        var isDetached = configuration.TryGet(ExecutionOptions.Attached, out var attached) && !attached;
        return isDetached && !target.IsRemote
            ? throw new CliException(target.Deploys is { } system
                ? $"a detached job (-d) needs a cluster that outlives this command. Start one with 'flink session start -t {system}', or leave out -d"
                : "a detached job (-d) needs a cluster: an embedded job ends with this process. Start one (bin/start-cluster.sh), name one with -m host:port, or leave out -d")
            : target;
    }

    private static RunTarget Choose(LoadedConfiguration loaded, bool hasAddress)
    {
        var configuration = loaded.Configuration;
        if (configuration.TryGet(ExecutionOptions.Target, out var target))
        {
            return target switch
            {
                Local => new RunTarget(IsRemote: false, null, configuration),
                Remote => new RunTarget(IsRemote: true, null, configuration),
                _ when ClusterTargets.Has(target) => configuration.TryGet(ClusterOptions.Id, out _)
                    ? new RunTarget(IsRemote: true, null, LastSession.Find(loaded, target, out _)!)
                    : new RunTarget(IsRemote: false, null, configuration, target),
                _ => throw new CliException(
                    $"target '{target}' has no engine here; there are 'local', which runs embedded in this process, 'remote', a running cluster, and, with a cluster of their own, "
                    + $"{string.Join(", ", ClusterTargets.Names.Select(static name => $"'{name}'"))}"),
            };
        }

        if (hasAddress)
        {
            return new RunTarget(IsRemote: true, null, configuration);
        }

        if (LastSession.Find(loaded, null, out var id) is { } session)
        {
            return new RunTarget(IsRemote: true, $"no target is configured: session {id} runs the program; 'flink session stop {id}' ends it", session);
        }

        var settings = ClusterRest.SettingsFrom(configuration);
        return Answers(settings)
            ? new RunTarget(IsRemote: true, $"no target is configured: the cluster at {settings.BaseAddress.Authority} answers and runs the program (-t remote)", configuration)
            : new RunTarget(IsRemote: false, "no target is configured: running embedded in this process (-t local)", configuration);
    }

    private static bool Answers(RestClientSettings settings)
    {
        if (settings.FindLeader is { } find && find(CancellationToken.None).GetAwaiter().GetResult() is { } leader)
        {
            settings = settings with { BaseAddress = leader };
        }

        if (!IsOpen(settings.BaseAddress))
        {
            return false;
        }

        try
        {
            using var client = new RestClient(settings with { Timeout = _answerPatience, ConnectionTimeout = _answerPatience, RetryAttempts = 0 });
            return client.GetOverviewAsync().GetAwaiter().GetResult().FlinkVersion.Length > 0;
        }
        catch (RestClientException)
        {
            // Somebody else's server.
            return false;
        }
    }

    // First without what speaks HTTP, which takes time to load.
    private static bool IsOpen(Uri address)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            socket.ConnectAsync(address.Host, address.Port, patience.Token).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
