using Flink.Cli.CommandLine;
using Flink.Cli.Configuration;
using Flink.Cli.Processes;
using Flink.Client.Deployment;
using Flink.ResourceManagers.Processes;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Deployment;

/// <summary>The systems in which this command can start clusters: processes of this machine, and those of plug-ins.</summary>
internal static class ClusterTargets
{
    private const string LogVariable = "FLINK_LOG_DIR";

    public static IReadOnlyList<string> Names => [ProcessDriver.Name, .. InstalledPlugins.Catalog.NamesOf(DescriptorSurroundings.OfferKind)];

    public static bool Has(string target) =>
        target == ProcessDriver.Name || InstalledPlugins.Catalog.Find(DescriptorSurroundings.OfferKind, target) is not null;

    /// <summary>What starts and finds clusters of a target.</summary>
    /// <exception cref="CliException">There is no such target.</exception>
    public static IClusterDescriptor Open(string target, LoadedConfiguration loaded)
    {
        if (!Has(target))
        {
            throw new CliException($"target '{target}' is none in which clusters can be started; there are {string.Join(", ", Names)}");
        }

        var surroundings = new DescriptorSurroundings
        {
            Configuration = loaded.Configuration,
            Command = ProcessCommand.OfThisCommand,
            ConfigurationFolder = Path.GetDirectoryName(loaded.File),
            LogFolder = Environment.GetEnvironmentVariable(LogVariable) is { Length: > 0 } logs
                ? Path.GetFullPath(logs)
                : Path.Combine(Path.GetTempPath(), $"flink-{Environment.UserName}-log"),
            StateFolder = StateFolders.OfTarget(target),
        };
        return target == ProcessDriver.Name
            ? new ProcessClusters(surroundings)
            : InstalledPlugins.Catalog.Load<ClusterDescriptorFactory>(DescriptorSurroundings.OfferKind, target)(surroundings);
    }
}
