using Flink.Cli.CommandLine;
using Flink.Cli.Configuration;
using Flink.Cli.Processes;
using Flink.Client.Deployment;
using Flink.ResourceManagers.Processes;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Deployment;

/// <summary>The targets for which this command can start or find clusters: those of processes of this machine, and those of plug-ins.</summary>
internal static class ClusterTargets
{
    private const string LogVariable = "FLINK_LOG_DIR";

    private static readonly DeploymentTarget[] _ofProcesses =
    [
        new(ProcessDriver.Name, DeploymentKind.Own), new(ProcessDriver.Name, DeploymentKind.Session), new(ProcessDriver.Name, DeploymentKind.Application),
    ];

    /// <summary>The names that <c>-t</c> takes.</summary>
    public static IReadOnlyList<string> Names =>
        [.. _ofProcesses.Select(static target => target.Name), .. InstalledPlugins.Catalog.NamesOf(DescriptorSurroundings.OfferKind)];

    /// <summary>The systems that these belong to.</summary>
    public static IReadOnlyList<string> Systems => [.. Names.Select(static name => DeploymentTarget.Parse(name).System).Distinct()];

    /// <summary>The target of a name; null when there is none.</summary>
    public static DeploymentTarget? Find(string name)
    {
        if (name.Length == 0)
        {
            return null;
        }

        var target = DeploymentTarget.Parse(name);
        return Has(target) ? target : null;
    }

    /// <summary>Whether there is a target.</summary>
    public static bool Has(DeploymentTarget target) =>
        _ofProcesses.Contains(target) || InstalledPlugins.Catalog.Find(DescriptorSurroundings.OfferKind, target.Name) is not null;

    /// <summary>The system that a name means: that of a target, or its own name.</summary>
    /// <exception cref="CliException">There is no such system.</exception>
    public static string SystemOf(string name) =>
        Find(name)?.System
        ?? Systems.FirstOrDefault(system => system == name)
        ?? throw new CliException($"target '{name}' is none in which clusters can be started; there are {string.Join(", ", Names)}");

    /// <summary>What starts and finds clusters of a system.</summary>
    /// <exception cref="CliException">There is no such system.</exception>
    public static IClusterDescriptor Open(string system, LoadedConfiguration loaded)
    {
        var target = Names.FirstOrDefault(name => DeploymentTarget.Parse(name).System == system)
            ?? throw new CliException($"there is no system '{system}' in which clusters can be started; there are {string.Join(", ", Systems)}");
        var surroundings = new DescriptorSurroundings
        {
            Configuration = loaded.Configuration,
            Command = ProcessCommand.OfThisCommand,
            ConfigurationFolder = Path.GetDirectoryName(loaded.File),
            LogFolder = Environment.GetEnvironmentVariable(LogVariable) is { Length: > 0 } logs
                ? Path.GetFullPath(logs)
                : Path.Combine(Path.GetTempPath(), $"flink-{Environment.UserName}-log"),
            StateFolder = StateFolders.OfTarget(system),
        };
        return system == ProcessDriver.Name
            ? new ProcessClusters(surroundings)
            : InstalledPlugins.Catalog.Load<ClusterDescriptorFactory>(DescriptorSurroundings.OfferKind, target)(surroundings);
    }
}
