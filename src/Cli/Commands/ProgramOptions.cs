using System.CommandLine;
using System.Globalization;
using Flink.Cli.CommandLine;
using Flink.Cli.Configuration;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Commands;

/// <summary>The options of every verb that calls a program.</summary>
internal sealed class ProgramOptions
{
    private const string LocalTarget = "local";

    public Option<string> Class { get; } = new("--class", "-c")
    {
        HelpName = "class",
        Description = "Class with the Main method to call, when the assembly has none of its own or another one is meant.",
    };

    public Option<string> Parallelism { get; } = new("--parallelism", "-p")
    {
        HelpName = "number",
        Description = "Parallel subtasks of operators for which the program sets nothing; otherwise parallelism.default counts.",
    };

    public Option<string> Target { get; } = new("--target", "-t")
    {
        HelpName = "target",
        Description = "Where the program runs. There is 'local': embedded in this process. Otherwise execution.target counts.",
    };

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
        foreach (var option in (Option[])[Class, Parallelism, Target, Properties, ConfigurationFolder, Verb.Verbose, Verb.Help])
        {
            command.Add(option);
        }
    }

    /// <summary>Folder, environment and options in one, checked.</summary>
    /// <exception cref="CliException">An option has a value that it can't have.</exception>
    /// <exception cref="ConfigurationException">Something in the configuration is not valid.</exception>
    public LoadedConfiguration Load(ParseResult parsed)
    {
        List<string> properties = [.. parsed.GetValue(Properties) ?? []];
        if (parsed.GetValue(Parallelism) is { } parallelism)
        {
            var isPositive = int.TryParse(parallelism, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
            properties.Add(isPositive
                ? $"{CoreOptions.DefaultParallelism.Key}={number}"
                : throw new CliException($"The parallelism must be a positive number: {parallelism}"));
        }

        if (parsed.GetValue(Target) is { } target)
        {
            properties.Add($"{ExecutionOptions.Target.Key}={target}");
        }

        var loaded = new ConfigurationLoader(PluginKeys.AddTo(KnownOptions.BuiltIn), Environment.GetEnvironmentVariable)
            .Load(parsed.GetValue(ConfigurationFolder), properties);
        RefuseWhatNeedsCluster(loaded.Configuration);
        return loaded;
    }

    private static void RefuseWhatNeedsCluster(FlinkConfiguration configuration)
    {
        if (configuration.TryGet(ExecutionOptions.Target, out var target) && target != LocalTarget)
        {
            throw new CliException($"target '{target}' has no engine here; there is 'local', which runs embedded in this process. Use -t local");
        }

        if (configuration.TryGet(ExecutionOptions.Attached, out var attached) && !attached)
        {
            throw new CliException($"'{ExecutionOptions.Attached.Key}: false' is refused: a detached job needs a cluster, which is not there yet");
        }
    }
}
