using System.CommandLine;
using System.Globalization;
using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Cli.Running;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Processes;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Commands;

/// <summary><c>flink session</c>: clusters for many jobs, which outlive the command that starts them.</summary>
internal static class SessionCommand
{
    private const string Name = "session";

    public static Verb Create() => new(
        new Command(Name, "Starts, lists and stops clusters for many jobs: start, list, stop; each has its own --help.") { Verb.Verbose, Verb.Help },
        "start|list|stop [options] [<name>]",
        ["flink session start -t process", "flink session list", "flink session stop flink-3fa2c1"],
        [],
        static (_, operands) => operands is [var action, .. var rest]
            ? FlinkCommand.Execute(Find(action), rest)
            : throw new CliException("flink session needs an action: start, list or stop"));

    private static Verb Find(string action) => action switch
    {
        "start" => Start() with { Title = $"{Name} start" },
        "list" => List() with { Title = $"{Name} list" },
        "stop" => Stop() with { Title = $"{Name} stop" },
        _ => throw new CliException($"\"{action}\" is not a valid action of 'flink session'; valid actions are start, list, stop"),
    };

    private static Verb Start()
    {
        var options = new TargetOptions(
            "The system in which the cluster is started: 'process' (this machine), or that of a plug-in, such as 'kubernetes-session'. Otherwise execution.target counts.");
        var attached = new Option<bool>("--attached", "-at")
        {
            Description = "Stay attached to the cluster, found or started, and take commands from standard input: stop, quit, help (execution.attached).",
        };
        var command = new Command("start", "Starts a cluster for many jobs: a JobManager, which requests workers when jobs need them and releases those that are idle.");
        options.AddTo(command);
        command.Add(attached);
        return new Verb(
            command,
            "[options] [<name>]",
            [
                "flink session start -t process",
                "flink session start -t process -D taskmanager.numberOfTaskSlots=4 books",
                "flink session start -t kubernetes-session -D kubernetes.cluster-id=books -D kubernetes.container.image.ref=flink:1",
            ],
            [],
            (parsed, operands) => StartAsync(
                options.Load(parsed, parsed.GetValue(attached) ? [$"{ExecutionOptions.Attached.Key}=true"] : []),
                operands is [var name] ? ClusterNames.Check(name) : null).GetAwaiter().GetResult());
    }

    private static Verb List()
    {
        var options = new TargetOptions("The system whose clusters are listed; otherwise all that are known here.");
        var command = new Command("list", "Lists the clusters that were started and are alive: name, system, address of the REST endpoint.");
        options.AddTo(command);
        return new Verb(command, "[options]", ["flink session list"], [], (parsed, operands) =>
        {
            Operands.RefuseAny(command, operands);
            return ListAsync(options.Load(parsed)).GetAwaiter().GetResult();
        });
    }

    private static Verb Stop()
    {
        var options = new TargetOptions("The system of the cluster; otherwise all that are known here are asked.");
        var command = new Command("stop", "Stops a cluster with everything that runs in it, and releases its workers.");
        options.AddTo(command);
        return new Verb(
            command, "[options] <name>", ["flink session stop flink-3fa2c1"], [],
            (parsed, operands) => operands is [var name]
                ? StopAsync(options.Load(parsed), name).GetAwaiter().GetResult()
                : throw new CliException("flink session stop needs the name of a cluster; see 'flink session list'"));
    }

    private static async Task<int> StartAsync(LoadedConfiguration loaded, string? name)
    {
        var target = loaded.Configuration.Get(ExecutionOptions.Target, ProcessDriver.Name);
        var system = SystemOfSessions(target);
        await using var descriptor = ClusterTargets.Open(system, loaded);
        var named = name ?? ClusterNames.Configured(loaded, descriptor);
        var isAttached = loaded.Configuration.Get(ExecutionOptions.Attached);
        var running = isAttached && named is not null ? await descriptor.FindEvenIfDownAsync(named, CancellationToken.None).ConfigureAwait(false) : null;
        if (running is null && isAttached && named is not null && !ClusterNames.IsName(named))
        {
            throw new CliException($"there is no cluster {named} in '{system}' that is alive, and no new one can be called so: {ClusterNames.Rule}");
        }

        await using var cluster = running ?? await DeployAsync(descriptor, named is null ? ClusterNames.Of("flink") : ClusterNames.Check(named), loaded).ConfigureAwait(false);
        if (running is null)
        {
            foreach (var line in cluster.Announcement is { Count: > 0 } lines ? lines : [Describe(target, cluster)])
            {
                Console.Out.WriteLine(line);
            }

            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"flink: 'flink run' finds this cluster; 'flink session stop {cluster.Id}' ends it; its logs are in {cluster.LogHint}"));
            LastSession.Remember(system, cluster.Id);
        }

        return isAttached ? await SessionConsole.AttendAsync(cluster, system, Console.In, Console.Out).ConfigureAwait(false) : ExitCodes.Success;
    }

    private static async Task<ICluster> DeployAsync(IClusterDescriptor descriptor, string id, LoadedConfiguration loaded)
    {
        using var interruption = new DeploymentInterruption();
        return await descriptor.DeployAsync(
            new ClusterSpecification { ClusterId = id, Configuration = ClusterConfiguration.Of(loaded, isOwn: false), EndsWithClient = false },
            interruption.Requested).ConfigureAwait(false);
    }

    private static string SystemOfSessions(string target) => ClusterTargets.Find(target) is { Kind: DeploymentKind.Application } application
        ? throw new CliException($"target '{target}' is one for applications, which bring their clusters along; sessions are started with -t {application.With(DeploymentKind.Session).Name}")
        : ClusterTargets.SystemOf(target);

    private static async Task<int> ListAsync(LoadedConfiguration loaded)
    {
        var systems = Systems(loaded);
        foreach (var system in systems)
        {
            try
            {
                await ListAsync(system, loaded).ConfigureAwait(false);
            }
            catch (FlinkException e) when (systems.Count > 1)
            {
                // Nobody has all of them.
                Console.Error.WriteLine($"flink: '{system}' could not be asked: {e.Message}");
            }
        }

        return ExitCodes.Success;
    }

    private static async Task ListAsync(string system, LoadedConfiguration loaded)
    {
        await using var descriptor = ClusterTargets.Open(system, loaded);
        foreach (var id in await descriptor.ListAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                if (await descriptor.FindAsync(id, CancellationToken.None).ConfigureAwait(false) is { } cluster)
                {
                    await using var found = cluster;
                    Console.Out.WriteLine(Describe(system, cluster));
                }
            }
            catch (FlinkException e)
            {
                Console.Error.WriteLine($"flink: cluster {id} of '{system}' cannot be reached: {e.Message}");
            }
        }
    }

    private static async Task<int> StopAsync(LoadedConfiguration loaded, string id)
    {
        var systems = Systems(loaded);
        List<string> unasked = [];
        foreach (var system in systems)
        {
            ICluster? cluster = null;
            try
            {
                cluster = await FindAsync(system, loaded, id).ConfigureAwait(false);
            }
            catch (FlinkException e) when (systems.Count > 1)
            {
                unasked.Add($"; '{system}' could not be asked: {e.Message}");
            }

            if (cluster is not null)
            {
                await using var found = cluster;
                await cluster.StopAsync(CancellationToken.None).ConfigureAwait(false);
                Console.Out.WriteLine($"Stopped {id}.");
                return ExitCodes.Success;
            }
        }

        throw new CliException($"there is no cluster {id} that is alive; see 'flink session list'{string.Concat(unasked)}");
    }

    private static async Task<ICluster?> FindAsync(string system, LoadedConfiguration loaded, string id)
    {
        await using var descriptor = ClusterTargets.Open(system, loaded);
        return await descriptor.FindEvenIfDownAsync(id, CancellationToken.None).ConfigureAwait(false);
    }

    private static IReadOnlyList<string> Systems(LoadedConfiguration loaded) =>
        loaded.Configuration.TryGet(ExecutionOptions.Target, out var target) ? [ClusterTargets.SystemOf(target)] : ClusterTargets.Systems;

    private static string Describe(string target, ICluster cluster) => $"{cluster.Id} {target} {cluster.RestUrl}";
}
