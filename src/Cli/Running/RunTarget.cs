using System.Net.Sockets;
using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Client.Deployment;
using Flink.Client.Rest;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Running;

/// <summary>Where the jobs of a program run.</summary>
/// <param name="IsRemote">In a running cluster; else embedded in this process, or in a cluster that is deployed.</param>
/// <param name="Remark">What the user should know about the choice; null when it was his own.</param>
/// <param name="Configuration">The configuration with the address of the cluster, where one was found.</param>
internal sealed record RunTarget(bool IsRemote, string? Remark, FlinkConfiguration Configuration) : IDisposable
{
    private const string Local = "local";
    private const string Remote = "remote";

    // An address that answers is near or it is not meant: nobody waits for a time-out of the network before a local run.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);

    // Somebody listens there: a cluster that is busy, or encrypts, is not to be taken for none.
    private static readonly TimeSpan _answerPatience = TimeSpan.FromSeconds(10);

    /// <summary>The target for which a cluster is started: one of this command's own, or that of an application. Null where none is.</summary>
    public DeploymentTarget? Deploys { get; private init; }

    /// <summary>The cluster that was found, which this leads to until it is disposed of; null where the address was known, or there is none.</summary>
    public FoundCluster? Found { get; private init; }

    /// <summary>
    /// The configured target (<c>-t</c>, <c>execution.target</c>), else the cluster of <c>-m</c>, else the session that was started last, else one that answers at the configured address, else embedded.
    /// </summary>
    /// <exception cref="CliException">The target is none of these, or the job shall be detached and there is no cluster.</exception>
    public static RunTarget Resolve(LoadedConfiguration loaded, bool hasAddress)
    {
        var configuration = loaded.Configuration;
        var target = Choose(loaded, hasAddress);
        var isDetached = configuration.TryGet(ExecutionOptions.Attached, out var attached) && !attached;
        if (!isDetached || target.IsRemote || target.Deploys is { Kind: DeploymentKind.Application })
        {
            return target;
        }

        // A cluster of its own that outlives the command ends with the program: an application.
        return target.Deploys is not { } own
            ? throw new CliException("a detached job (-d) needs a cluster: an embedded job ends with this process. Start one (bin/start-cluster.sh), name one with -m host:port, or leave out -d")
            : ClusterTargets.Has(own.With(DeploymentKind.Application))
            ? target with { Deploys = own.With(DeploymentKind.Application) }
            : throw new CliException($"a detached job (-d) needs a cluster that outlives this command. Start one with 'flink session start -t {own.Name}', or leave out -d");
    }

    public void Dispose() => Found?.Dispose();

    private static RunTarget Choose(LoadedConfiguration loaded, bool hasAddress)
    {
        var configuration = loaded.Configuration;
        if (configuration.TryGet(ExecutionOptions.Target, out var target))
        {
            return target switch
            {
                Local => new RunTarget(IsRemote: false, null, configuration),
                Remote => new RunTarget(IsRemote: true, null, configuration),
                _ => Choose(loaded, ClusterTargets.Find(target) ?? throw new CliException(
                    $"target '{target}' has no engine here; there are 'local', which runs embedded in this process, 'remote', a running cluster, and, with a cluster of their own, "
                    + $"{string.Join(", ", ClusterTargets.Names.Select(static name => $"'{name}'"))}")),
            };
        }

        if (hasAddress)
        {
            return new RunTarget(IsRemote: true, null, configuration);
        }

        if (LastSession.Find(loaded) is { } session)
        {
            var id = session.Cluster.Id;
            return OfCluster(session) with { Remark = $"no target is configured: session {id} runs the program; 'flink session stop {id}' ends it" };
        }

        var settings = ClusterRest.SettingsFrom(configuration);
        return Answers(settings)
            ? new RunTarget(IsRemote: true, $"no target is configured: the cluster at {settings.BaseAddress.Authority} answers and runs the program (-t remote)", configuration)
            : new RunTarget(IsRemote: false, "no target is configured: running embedded in this process (-t local)", configuration);
    }

    private static RunTarget Choose(LoadedConfiguration loaded, DeploymentTarget target)
    {
        var finds = target.Kind == DeploymentKind.Session || (target.Kind == DeploymentKind.Own && loaded.Configuration.TryGet(ClusterOptions.Id, out _));
        return finds
            ? OfCluster(LastSession.FindIn(loaded, target.System))
            : new RunTarget(IsRemote: false, null, loaded.Configuration) { Deploys = target };
    }

    private static RunTarget OfCluster(FoundCluster found) => new(IsRemote: true, null, found.Configuration) { Found = found };

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
