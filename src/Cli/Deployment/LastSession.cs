using Flink.Cli.CommandLine;
using Flink.Cli.Processes;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Deployment;

/// <summary>The cluster that this user started last for many jobs: commands that name none find it, as Apache Flink's do by its properties file.</summary>
internal static class LastSession
{
    private const string Remote = "remote";

    private static string File => Path.Combine(StateFolders.Root, "session");

    /// <param name="system">The system that it runs in.</param>
    /// <param name="id">Its name there.</param>
    public static void Remember(string system, string id)
    {
        StateFolders.CreatePrivate(StateFolders.Root);
        System.IO.File.WriteAllText(File, $"{system} {id}");
    }

    /// <summary>The cluster that <c>cluster.id</c> names in any system, else the one that was started last; null where there is none that is alive.</summary>
    /// <exception cref="CliException">One is named that is not alive.</exception>
    public static FoundCluster? Find(LoadedConfiguration loaded)
    {
        var isNamed = loaded.Configuration.TryGet(ClusterOptions.Id, out var id);
        var (lastSystem, lastId) = Last();
        if (!isNamed)
        {
            return lastId.Length > 0 && ClusterTargets.Systems.Contains(lastSystem) ? FindIn(loaded, lastSystem, lastId, out _) : null;
        }

        List<string> unasked = [];
        foreach (var system in ClusterTargets.Systems)
        {
            try
            {
                if (FindIn(loaded, system, id!, out _) is { } found)
                {
                    return found;
                }
            }
            catch (FlinkException e)
            {
                // A system that is not there does not keep the cluster from being in another.
                unasked.Add($"; '{system}' could not be asked: {e.Message}");
            }
        }

        throw new CliException($"there is no cluster {id} ('{ClusterOptions.Id.Key}') that is alive; see 'flink session list'{string.Concat(unasked)}");
    }

    /// <summary>The cluster that the configuration names (<c>cluster.id</c>, then the system's own option), else the one that was started last in this system.</summary>
    /// <exception cref="CliException">It is not alive, or none is named and none was started.</exception>
    public static FoundCluster FindIn(LoadedConfiguration loaded, string system)
    {
        if (FindIn(loaded, system, null, out var asked) is { } found)
        {
            return found;
        }

        throw new CliException(asked is { } id
            ? $"there is no cluster {id} in '{system}' that is alive; see 'flink session list -t {system}'"
            : $"no session of '{system}' was started here and is alive; see 'flink session list -t {system}' and name one with -D {KeyOf(loaded, system)}=NAME");
    }

    private static FoundCluster? FindIn(LoadedConfiguration loaded, string system, string? id, out string? asked)
    {
        var (found, name) = FindInAsync(loaded, system, id).GetAwaiter().GetResult();
        asked = name;
        return found;
    }

    private static async Task<(FoundCluster? Found, string? Asked)> FindInAsync(LoadedConfiguration loaded, string system, string? id)
    {
        await using var descriptor = ClusterTargets.Open(system, loaded);
        var isNamed = loaded.Configuration.TryGet(ClusterOptions.Id, out var named);
        var asked = id ?? (isNamed ? named : descriptor.ConfiguredClusterId);
        var (lastSystem, lastId) = Last();
        foreach (var name in asked is not null ? [asked] : (IEnumerable<string?>)[descriptor.NotedClusterId, lastSystem == system ? lastId : null])
        {
            if (name is { Length: > 0 } && await descriptor.FindAsync(name, CancellationToken.None).ConfigureAwait(false) is { } cluster)
            {
                // Programs are told 'remote': what they run in is a cluster that was there.
                return (new FoundCluster(cluster, ClusterConfiguration.For(cluster, loaded.Configuration).With(ExecutionOptions.Target, Remote)), name);
            }
        }

        return (null, asked);
    }

    private static string KeyOf(LoadedConfiguration loaded, string system)
    {
        var descriptor = ClusterTargets.Open(system, loaded);
        try
        {
            return descriptor.ClusterIdKey;
        }
        finally
        {
            descriptor.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static (string System, string Id) Last()
    {
        try
        {
            return System.IO.File.ReadAllText(File).Split(' ') is [var system, var id] ? (system, id) : ("", "");
        }
        catch (IOException)
        {
            return ("", "");
        }
    }
}
