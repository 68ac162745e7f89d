using System.CommandLine;
using System.Globalization;
using Flink.Cli.CommandLine;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Commands;

/// <summary>The options of every verb that calls a program.</summary>
/// <param name="targets">What <c>-t</c> may be, for people.</param>
internal sealed class ProgramOptions(string targets = ProgramOptions.AllTargets)
{
    private const string AllTargets =
        "Where the program's jobs run: 'local', embedded in this process; 'remote', in a running cluster; 'process', or the name of a plug-in such as 'docker', in a cluster "
        + "that is started for them and ends with them. Otherwise execution.target counts, else the cluster of -m, else the session that was started last, "
        + "else one that answers at rest.address and rest.port, else local.";

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

    public Option<bool> Detached { get; } = new("--detached", "-d") { Description = "Return when the job has been submitted; it needs a cluster." };

    public Option<bool> ShutdownOnAttachedExit { get; } = new("--shutdownOnAttachedExit", "-sae")
    {
        Description = "Cancel jobs in a cluster when this command vanishes before they end (client.heartbeat.timeout later).",
    };

    public TargetOptions Cluster { get; } = new(targets);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Class, Parallelism, Detached, ShutdownOnAttachedExit])
        {
            command.Add(option);
        }

        Cluster.AddTo(command);
    }

    /// <summary>Folder, environment and options in one, checked.</summary>
    /// <exception cref="CliException">An option has a value that it can't have.</exception>
    /// <exception cref="ConfigurationException">Something in the configuration is not valid.</exception>
    public LoadedConfiguration Load(ParseResult parsed)
    {
        List<string> properties = [];
        if (parsed.GetValue(Parallelism) is { } parallelism)
        {
            var isPositive = int.TryParse(parallelism, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
            properties.Add(isPositive
                ? $"{CoreOptions.DefaultParallelism.Key}={number}"
                : throw new CliException($"The parallelism must be a positive number: {parallelism}"));
        }

        if (parsed.GetValue(Detached))
        {
            properties.Add($"{ExecutionOptions.Attached.Key}=false");
        }

        if (parsed.GetValue(ShutdownOnAttachedExit))
        {
            properties.Add($"{ExecutionOptions.ShutdownOnAttachedExit.Key}=true");
        }

        return Cluster.Load(parsed, properties);
    }
}
