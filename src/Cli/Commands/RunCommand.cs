using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Configuration;
using Flink.Cli.Output;
using Flink.Cli.Programs;
using Flink.Cli.Running;
using Flink.Client.Deployment;
using Flink.Client.Submission;
using Flink.Core.Configuration;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Commands;

/// <summary><c>flink run</c>: calls a program, whose jobs run embedded in this process, or in a cluster.</summary>
internal static class RunCommand
{
    public static Verb Create()
    {
        var options = new ProgramOptions();
        var command = new Command("run", "Runs a program: a published program (its folder, its .dll, or a zip of the folder), or a project, which is built first.");
        options.AddTo(command);
        return new Verb(
            command,
            "[options] <program> [<arguments>]",
            [
                "flink run examples/WordCount",
                "flink run -p 4 examples/WordCount --input books/ --output counts/",
                "flink run -t process examples/WordCount",
                "flink run -d -m jobmanager:8081 bin/publish",
                "flink run -t kubernetes-session -D kubernetes.cluster-id=books bin/publish",
                "flink run -t kubernetes-application -D kubernetes.container.image.ref=import:7 local:///opt/flink/usrlib",
                "flink run -c Jobs.Import -D taskmanager.memory.managed.size=256m bin/publish/Jobs.dll --day 2026-01-31",
            ],
            Refusal.OfPrograms,
            (parsed, operands) => Run(options, parsed, operands));
    }

    private static int Run(ProgramOptions options, ParseResult parsed, string[] operands)
    {
        if (operands is not [var program, .. var arguments])
        {
            throw new CliException("flink run needs a program: a .dll, a .zip or the folder of a published program, or a project; see 'flink run --help'");
        }

        if (NeedsCluster(options, parsed))
        {
            _ = SubmissionRehearsal.PlayAsync();
        }

        var loaded = options.Load(parsed);
        using var runnable = new RunnableProgram(program);
        if (!loaded.Configuration.TryGet(ExecutionOptions.Target, out _))
        {
            // A cluster may have to be asked, which takes as long as loading.
            runnable.Begin();
        }

        using var target = RunTarget.Resolve(loaded, parsed.GetValue(options.Cluster.JobManager) is not null);
        using var loggers = new ConsoleLoggers(Console.Error, LogFile.FromEnvironment());
        var logger = loggers.CreateLogger("flink");
        foreach (var warning in loaded.Warnings.Where(ConfigurationRemarks.ConcernsEmbedded))
        {
            logger.LogWarning("{Warning}", warning);
        }

        foreach (var remark in target.IsRemote || target.Deploys is not null ? [] : ConfigurationRemarks.WithoutEffectEmbedded(loaded.Configuration))
        {
            logger.LogWarning("{Warning}", remark);
        }

        if (target.Deploys is { Kind: DeploymentKind.Application } application)
        {
            return ApplicationRun.Execute(application, program, parsed.GetValue(options.Class), arguments, loaded);
        }

        var entryPoint = runnable.Load().FindEntryPoint(parsed.GetValue(options.Class));
        if (target.Remark is { } choice)
        {
            Console.Error.WriteLine($"flink: {choice}");
        }

        if (target.Deploys is { } own)
        {
            return ClusterRun.Execute(own.System, entryPoint, arguments, loaded, loggers);
        }

        return target.IsRemote
            ? RemoteRun.Execute(entryPoint, arguments, target.Configuration, loggers)
            : EmbeddedRun.Execute(entryPoint, arguments, loaded.Configuration, loggers);
    }

    // A running one, or the command fails; where that is not known yet, an embedded job may need the processor.
    private static bool NeedsCluster(ProgramOptions options, ParseResult parsed) =>
        parsed.GetValue(options.Cluster.Target) is null or "remote" && (parsed.GetValue(options.Detached) || parsed.GetValue(options.Cluster.JobManager) is not null);
}
