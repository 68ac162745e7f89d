using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Processes;
using Flink.Rest.Programs.Hosting;

namespace Flink.Cli.Commands;

/// <summary><c>flink program-host</c>, for JobManagers: this process calls the entry points of uploaded programs (<see cref="ProgramHost"/>).</summary>
internal static class ProgramHostCommand
{
    /// <summary>The verb; JobManagers start it with a mark as its argument.</summary>
    public const string Name = "program-host";

    public static Verb Create() => new(
        new Command(Name, "Calls the entry points of uploaded programs, until its input ends. JobManagers call it."),
        "<mark>",
        [],
        [],
        static (_, operands) => Run(operands));

    private static int Run(string[] operands)
    {
        if (operands.Length != 1)
        {
            throw new CliException($"flink {Name} takes one argument, and is started by a JobManager");
        }

        // Programs that read or print must not come in between.
        var (requests, answers) = (Console.In, Console.Out);
        Console.SetIn(TextReader.Null);
        Console.SetOut(Console.Error);
        ProgramHost.ServeAsync(operands[0], requests, answers, RehearsedJob.ExecuteAsync, Console.Error).GetAwaiter().GetResult();
        return ExitCodes.Success;
    }
}
