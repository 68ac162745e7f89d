using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Configuration;
using Flink.Cli.Processes;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Commands;

/// <summary>The options of every verb that asks a cluster, or may: which one, and what else is configured.</summary>
internal sealed class TargetOptions(string targetDescription)
{
    /// <summary>What <c>-t</c> of verbs is that ask a cluster.</summary>
    public const string OfClusters =
        "'remote', which need not be given, or the target with which the cluster was started, such as 'kubernetes-session' or 'yarn-application': "
        + "the cluster that cluster.id or the system's own option names (kubernetes.cluster-id, yarn.application.id), else the session that was started last.";

    public Option<string> JobManager { get; } = new("--jobmanager", "-m")
    {
        HelpName = "host:port",
        Description = "The cluster's REST endpoint; otherwise that of the session that was started last, else rest.address and rest.port.",
    };

    public Option<string> Target { get; } = new("--target", "-t") { HelpName = "target", Description = targetDescription };

    public Option<string[]> Properties { get; } = new("-D")
    {
        HelpName = "key=value",
        Description = "A value of the configuration, before that of config.yaml. May be given several times.",
    };

    public Option<string> ConfigurationFolder { get; } = new("--configDir")
    {
        HelpName = "folder",
        Description = "Folder of config.yaml; otherwise FLINK_CONF_DIR, else FLINK_HOME/conf.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[JobManager, Target, Properties, ConfigurationFolder, Verb.Verbose, Verb.Help])
        {
            command.Add(option);
        }
    }

    /// <summary>Folder, environment and options in one, checked; an address that was given is that of the configuration.</summary>
    /// <exception cref="CliException">An option has a value that it can't have.</exception>
    /// <exception cref="ConfigurationException">Something in the configuration is not valid.</exception>
    public LoadedConfiguration Load(ParseResult parsed, params IEnumerable<string> properties)
    {
        List<string> all = [.. parsed.GetValue(Properties) ?? [], .. properties];
        if (parsed.GetValue(JobManager) is { } address)
        {
            all.AddRange(ClusterAddress.ToProperties(address));
        }

        if (parsed.GetValue(Target) is { } target)
        {
            all.Add($"{ExecutionOptions.Target.Key}={target}");
        }

        return new ConfigurationLoader(ProcessOptions.Known, Environment.GetEnvironmentVariable).Load(parsed.GetValue(ConfigurationFolder), all);
    }
}
