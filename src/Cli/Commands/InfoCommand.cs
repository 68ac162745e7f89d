using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Plans;
using Flink.Cli.Programs;
using Flink.Core.Graph;

namespace Flink.Cli.Commands;

/// <summary><c>flink info</c>: the plan of a program's first job, as Flink's JSON and drawn.</summary>
internal static class InfoCommand
{
    private const string Header = "----------------------- Execution Plan -----------------------";
    private const string Footer = "--------------------------------------------------------------";

    public static Verb Create()
    {
        var options = new ProgramOptions();
        var command = new Command("info", "Shows the execution plan of a program: as JSON, and as a tree. Nothing is run but the program's Main, up to its first job.");
        options.AddTo(command);
        return new Verb(
            command,
            "[options] <program> [<arguments>]",
            ["flink info examples/WordCount", "flink info -p 4 -c Jobs.Import bin/publish/Jobs.dll --day 2026-01-31"],
            Refusal.OfPrograms,
            (parsed, operands) => Run(options, parsed, operands));
    }

    private static int Run(ProgramOptions options, ParseResult parsed, string[] operands)
    {
        if (operands is not [var program, .. var arguments])
        {
            throw new CliException("flink info needs a program: a .dll, a .zip or the folder of a published program, or a project; see 'flink info --help'");
        }

        var loaded = options.Load(parsed);
        using var runnable = new RunnableProgram(program);
        var entryPoint = runnable.Load().FindEntryPoint(parsed.GetValue(options.Class));
        var plan = ExecutionPlan.Of(PlanCapture.Of(entryPoint, arguments, loaded.Configuration));
        Console.Out.Write($"{Header}\n{plan.ToJson()}\n{Footer}\n\nJob \"{plan.JobName}\":\n{PlanTree.Draw(plan)}");
        return ExitCodes.Success;
    }
}
