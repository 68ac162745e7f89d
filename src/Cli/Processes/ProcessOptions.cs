using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Configuration;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Processes;

/// <summary>The options of the verbs that scripts call to become a process of a cluster.</summary>
internal sealed class ProcessOptions
{
    /// <summary>All keys, those of plug-ins included.</summary>
    public static KnownOptions Known { get; } = PluginKeys.AddTo(KnownOptions.BuiltIn);

    public Option<string[]> Properties { get; } = new("-D")
    {
        HelpName = "key=value",
        Description = "A value of the configuration, before that of config.yaml. May be given several times.",
    };

    public Option<string> ConfigurationFolder { get; } = new("--configDir", "-c")
    {
        HelpName = "folder",
        Description = "Folder of config.yaml; otherwise FLINK_CONF_DIR, else FLINK_HOME/conf.",
    };

    public Option<string> PropertiesFile { get; } = new("--propertiesFile")
    {
        HelpName = "file",
        Description = "More values, a 'key: value' a line, before those of config.yaml and FLINK_PROPERTIES. Whoever starts processes hands secrets over in it.",
    };

    public Option<string> LogFile { get; } = new("--logFile")
    {
        HelpName = "file",
        Description = "Where to log; older ones are kept beside it with a number.",
    };

    public Option<bool> Console { get; } = new("--console") { Description = "Log to standard output too." };

    public Option<bool> Error { get; } = new("--stderr")
    {
        Description = "Log to standard error too: what programs print stays apart.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[ConfigurationFolder, Properties, PropertiesFile, LogFile, Console, Error, Verb.Verbose, Verb.Help])
        {
            command.Add(option);
        }
    }

    /// <summary>Folder, environment and options in one, checked.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="properties">Further values of the rank of <c>-D</c>, each <c>key=value</c>.</param>
    /// <exception cref="ConfigurationException">Something in the configuration is not valid.</exception>
    public LoadedConfiguration Load(ParseResult parsed, params IEnumerable<string> properties) =>
        new ConfigurationLoader(Known, Environment.GetEnvironmentVariable)
            .Load(parsed.GetValue(ConfigurationFolder), [.. parsed.GetValue(Properties) ?? [], .. properties], parsed.GetValue(PropertiesFile));
}
