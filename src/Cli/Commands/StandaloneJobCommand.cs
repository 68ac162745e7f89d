using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Processes;
using Flink.Cli.Programs;
using Flink.Runtime.Memory;
using Flink.Runtime.Programs;

namespace Flink.Cli.Commands;

/// <summary><c>flink standalone-job</c>, for scripts: this process becomes the JobManager of one application.</summary>
internal static class StandaloneJobCommand
{
    private const string HomeVariable = "FLINK_HOME";

    private static readonly Refusal[] _refusals =
    [
        new(["--job-id", "-jid"], "each job has the id that its submission gives it"),
        new(["--fromSavepoint", "-s"], "savepoints are not there yet"),
        new(["--allowNonRestoredState", "-n"], "savepoints are not there yet"),
    ];

    public static Verb Create()
    {
        var options = new ProcessOptions();
        var program = new Option<string>("--jars") { HelpName = "program", Description = "The program: a published folder, its .dll, or a zip; or the URI of a zip or folder: local:///, https://, a file system's. Otherwise what lies in FLINK_HOME/usrlib." };
        var entry = new Option<string>("--job-classname", "-j") { HelpName = "class", Description = "Class with the Main method to call." };
        var addressFolder = new Option<string>("--addressFolder") { HelpName = "folder", Description = JobManagerCommand.AddressFolder };
        var command = new Command("standalone-job", "Becomes the JobManager of one application. Scripts call it: bin/standalone-job.sh.");
        options.AddTo(command);
        command.Add(program);
        command.Add(entry);
        command.Add(addressFolder);
        return new Verb(
            command, "[options] [<program arguments>]", ["bin/standalone-job.sh start --jars bin/publish"], _refusals,
            (parsed, arguments) => Run(options, parsed, parsed.GetValue(program), parsed.GetValue(entry), parsed.GetValue(addressFolder), arguments));
    }

    private static int Run(ProcessOptions options, ParseResult parsed, string? program, string? entry, string? addressFolder, string[] arguments)
    {
        var loaded = options.Load(parsed);
        var memory = JobManagerProcessMemory.From(loaded.Configuration);
        using var located = program is not null && FetchedProgram.IsMeant(program)
            ? FetchedProgram.Get(program, loaded.Configuration)
            : ProgramLocator.Find(program ?? Path.Combine(Environment.GetEnvironmentVariable(HomeVariable) ?? ".", "usrlib"));
        var entryPoint = ProgramLoader.LoadOnly(located.Path).FindEntryPoint(entry);
        return new ClusterProcess("JobManager of an application", parsed, options, loaded).Run(memory, context => new ApplicationRole(context, entryPoint, arguments, addressFolder));
    }
}
