using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Cli.Output;
using Flink.Cli.Programs;
using Flink.Cli.Running;
using Flink.Client.Deployment;
using Flink.Client.Rest;
using Flink.Client.Submission;
using Flink.Core.Configuration;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Commands;

/// <summary><c>flink run-application</c>: a cluster runs the program's Main itself, and this command does not wait for its job.</summary>
internal static class RunApplicationCommand
{
    private const string Remote = "remote";
    private const string Local = "local";

    public static Verb Create()
    {
        var options = new ProgramOptions(
            "Where the program runs: 'remote', in a running cluster, or in a cluster that is started for it: 'process-application', or that of a plug-in such as "
            + "'kubernetes-application'; the last part may be left out.");
        var command = new Command(
            "run-application",
            "Hands a program to a cluster, which calls its Main, and returns: to a running one, in a process beside its JobManager, when its job has begun; "
            + "to one that is started for it and ends with it, in its JobManager, when that answers.");
        options.AddTo(command);
        return new Verb(
            command,
            "[options] <program> [<arguments>]",
            [
                "flink run-application examples/WordCount --output /shared/counts",
                "flink run-application -m jobmanager:8081 -p 4 -c Jobs.Import bin/publish/Jobs.dll --day 2026-01-31",
                "flink run-application -t process examples/WordCount --output /shared/counts",
                "flink run-application -t kubernetes-application -D kubernetes.container.image.ref=import:7 local:///opt/flink/usrlib",
                "bin/standalone-job.sh start --jars bin/publish   # a JobManager for this program alone",
            ],
            Refusal.OfPrograms,
            (parsed, operands) => Run(options, parsed, operands));
    }

    private static int Run(ProgramOptions options, ParseResult parsed, string[] operands)
    {
        if (operands is not [var program, .. var arguments])
        {
            throw new CliException("flink run-application needs a program: a .dll, a .zip or the folder of a published program, or a project; see 'flink run-application --help'");
        }

        if (parsed.GetValue(options.ShutdownOnAttachedExit))
        {
            throw new CliException("flink run-application does not stay attached to its job: there is no command whose end -sae could mean. Leave it out, or use 'flink run -sae'");
        }

        var loaded = options.Load(parsed);
        var configuration = loaded.Configuration;
        if (Find(configuration.Get(ExecutionOptions.Target, Remote)) is { } target)
        {
            return ApplicationRun.Execute(target, program, parsed.GetValue(options.Class), arguments, loaded);
        }

        using var loggers = new ConsoleLoggers(Console.Error, LogFile.FromEnvironment());
        using var located = ProgramLocator.Find(program);
        using var packed = PackedFile.OfProgram(located.Path);
        using var client = new RestClient(ClusterRest.SettingsFrom(configuration));
        var start = new ProgramStart
        {
            EntryClass = parsed.GetValue(options.Class),
            Arguments = arguments,
            Configuration = JobConfiguration.Of(configuration),
        };
        var name = Path.ChangeExtension(Path.GetFileName(located.Path), "zip");
        RunAsync(client, name, packed, start, new JobReport(Console.Out, loggers.CreateLogger<JobReport>())).GetAwaiter().GetResult();
        return ExitCodes.Success;
    }

    // What runs keeps what it needs of the program.
    private static async Task RunAsync(RestClient client, string name, PackedFile packed, ProgramStart start, JobReport report)
    {
        var id = await client.UploadProgramAsync(name, packed.Open).ConfigureAwait(false);
        try
        {
            report.Submitted(await client.RunProgramAsync(id, start).ConfigureAwait(false));
        }
        finally
        {
            await client.DeleteProgramAsync(id).ConfigureAwait(false);
        }
    }

    private static DeploymentTarget? Find(string target)
    {
        if (target == Remote)
        {
            return null;
        }

        if (ClusterTargets.Find(target) is { Kind: not DeploymentKind.Session } found && ClusterTargets.Has(found.With(DeploymentKind.Application)))
        {
            return found.With(DeploymentKind.Application);
        }

        var others = ClusterTargets.Names.Where(static name => DeploymentTarget.Parse(name).Kind == DeploymentKind.Application);
        var hint = target == Local ? ". 'flink run -t local' calls the program here" : "";
        throw new CliException(
            $"target '{target}' runs no applications; there are 'remote', a running cluster, and, with a cluster of their own, {string.Join(", ", others.Select(static name => $"'{name}'"))}{hint}");
    }
}
