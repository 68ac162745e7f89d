using Flink.Cli.CommandLine;

namespace Flink.Cli.Commands;

/// <summary>All verbs, in the order in which help shows them.</summary>
internal static class Verbs
{
    private const string NoCluster =
        "it needs a cluster, and clusters are not there yet. 'flink run' runs a program embedded in its own process, where Ctrl-C cancels the job";

    /// <summary>Those that scripts call to become a process or to read the configuration; they are not listed.</summary>
    public static Verb? FindHidden(string name) => name switch
    {
        "jobmanager" => JobManagerCommand.Create(),
        "taskmanager" => TaskManagerCommand.Create(),
        "config" => ConfigCommand.Create(),
        ProgramHostCommand.Name => ProgramHostCommand.Create(),
        _ => null,
    };

    public static IReadOnlyList<Verb> All() =>
    [
        RunCommand.Create(),
        InfoCommand.Create(),
        Verb.Refused("list", "[options]", "Lists running and scheduled jobs.", NoCluster),
        Verb.Refused("cancel", "[options] <job id>", "Cancels a job.", NoCluster),
        Verb.Refused("stop", "[options] <job id>", "Stops a job with a savepoint.", NoCluster),
        Verb.Refused("savepoint", "[options] <job id> [<folder>]", "Takes a savepoint of a job, or disposes of one.", NoCluster),
        Verb.Refused("checkpoint", "[options] <job id>", "Takes a checkpoint of a job.", NoCluster),
        Verb.Refused("run-application", "[options] <program> [<arguments>]", "Runs a program in a cluster of its own.",
            "Apache Flink 2 has replaced it by 'flink run -t', with a target that ends in -application; such targets are not there yet"),
    ];
}
