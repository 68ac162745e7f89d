using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Processes;
using Flink.Rpc.Grpc;
using Flink.Runtime.Memory;

namespace Flink.Cli.Commands;

/// <summary><c>flink taskmanager</c>, for scripts: this process becomes a worker.</summary>
internal static class TaskManagerCommand
{
    public static Verb Create()
    {
        var options = new ProcessOptions();
        var command = new Command("taskmanager", "Becomes a TaskManager, until it is asked to end. Scripts call it: bin/taskmanager.sh.");
        options.AddTo(command);
        return new Verb(command, "[options]", ["bin/taskmanager.sh start"], [], (parsed, operands) => Run(options, parsed, operands));
    }

    private static int Run(ProcessOptions options, ParseResult parsed, string[] operands)
    {
        if (operands.Length > 0)
        {
            throw new CliException($"flink taskmanager takes options only: {operands[0]}");
        }

        // Beside everything that comes before the worker's first connection.
        var rehearsal = ClientRehearsal.PlayAsync();
        var loaded = options.Load(parsed);
        var memory = TaskManagerProcessMemory.From(loaded.Configuration);
        return new ClusterProcess("TaskManager", parsed, options, loaded).Run(memory, context => new TaskManagerRole(context, memory, rehearsal));
    }
}
