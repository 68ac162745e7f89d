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
    private static string File => Path.Combine(StateFolders.Root, "session");

    public static void Remember(string target, string id)
    {
        StateFolders.CreatePrivate(StateFolders.Root);
        System.IO.File.WriteAllText(File, $"{target} {id}");
    }

    /// <summary>The configuration with the address of a cluster that was started for many jobs: the one that <c>cluster.id</c> names, else the last one; null where there is none that is alive.</summary>
    /// <param name="loaded">All that is configured.</param>
    /// <param name="target">The system to look in; null for any.</param>
    /// <param name="id">The name of the cluster that was found.</param>
    /// <exception cref="CliException">One is named that is not alive.</exception>
    public static FlinkConfiguration? Find(LoadedConfiguration loaded, string? target, out string id)
    {
        var isNamed = loaded.Configuration.TryGet(ClusterOptions.Id, out var named);
        var (lastTarget, lastId) = Last();
        id = isNamed ? named! : lastId;
        var systems = target is not null ? [target] : isNamed ? ClusterTargets.Names : lastTarget.Length > 0 ? (IReadOnlyList<string>)[lastTarget] : [];
        foreach (var system in systems)
        {
            if (id.Length > 0 && ClusterTargets.Has(system) && FindIn(loaded, system, id) is { } configuration)
            {
                return configuration;
            }
        }

        return isNamed
            ? throw new CliException($"there is no cluster {id} ('{ClusterOptions.Id.Key}') that is alive; see 'flink session list'")
            : null;
    }

    private static FlinkConfiguration? FindIn(LoadedConfiguration loaded, string target, string id) => FindInAsync(loaded, target, id).GetAwaiter().GetResult();

    private static async Task<FlinkConfiguration?> FindInAsync(LoadedConfiguration loaded, string target, string id)
    {
        await using var descriptor = ClusterTargets.Open(target, loaded);
        if (await descriptor.FindAsync(id, CancellationToken.None).ConfigureAwait(false) is not { } cluster)
        {
            return null;
        }

        await using (cluster)
        {
            // Programs are told 'remote': what they run in is a cluster that was there.
            return ClusterConfiguration.For(cluster, loaded.Configuration).With(ExecutionOptions.Target, "remote");
        }
    }

    private static (string Target, string Id) Last()
    {
        try
        {
            return System.IO.File.ReadAllText(File).Split(' ') is [var target, var id] ? (target, id) : ("", "");
        }
        catch (IOException)
        {
            return ("", "");
        }
    }
}
