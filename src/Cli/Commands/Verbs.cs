using Flink.Cli.CommandLine;

namespace Flink.Cli.Commands;

/// <summary>All verbs, in the order in which help shows them.</summary>
internal static class Verbs
{
    private const string NoSavepoints = "savepoints are not there yet. 'flink cancel' ends a job without one";

    /// <summary>Those that scripts call to become a process or to read the configuration; they are not listed.</summary>
    public static Verb? FindHidden(string name) => name switch
    {
        "jobmanager" => JobManagerCommand.Create(),
        "taskmanager" => TaskManagerCommand.Create(),
        "standalone-job" => StandaloneJobCommand.Create(),
        "config" => ConfigCommand.Create(),
        ProgramHostCommand.Name => ProgramHostCommand.Create(),
        _ => null,
    };

    public static IReadOnlyList<Verb> All() =>
    [
        RunCommand.Create(),
        RunApplicationCommand.Create(),
        InfoCommand.Create(),
        ListCommand.Create(),
        CancelCommand.Create(),
        SessionCommand.Create(),
        Verb.Refused("stop", "[options] <job id>", "Stops a job with a savepoint.", NoSavepoints),
        Verb.Refused("savepoint", "[options] <job id> [<folder>]", "Takes a savepoint of a job, or disposes of one.", NoSavepoints),
        Verb.Refused("checkpoint", "[options] <job id>", "Takes a checkpoint of a job.", "checkpoints on demand are not there yet; execution.checkpointing.interval takes them periodically"),
    ];
}
