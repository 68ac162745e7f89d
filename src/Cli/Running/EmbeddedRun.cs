using System.Reflection;
using Flink.Cli.CommandLine;
using Flink.Cli.Output;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Local;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Running;

/// <summary>Calls a program with an embedded cluster as what runs its jobs, and waits for all of them.</summary>
internal static class EmbeddedRun
{
    /// <summary>What <see cref="AppContext.BaseDirectory"/> asks for first.</summary>
    private const string BaseDirectory = "APP_CONTEXT_BASE_DIRECTORY";

    /// <returns>The exit code of the program, or that of an interruption.</returns>
    public static int Execute(ProgramEntryPoint entryPoint, string[] arguments, FlinkConfiguration configuration, ILoggerFactory loggers)
    {
        var executor = new ReportingExecutor(new EmbeddedExecutor(loggers), new JobReport(Console.Out, loggers.CreateLogger<JobReport>()));
        using var launcher = PipelineExecutors.Use(executor, configuration);
        using var interruption = new Interruption(executor);

        // Libraries ask it for the name of the program, and programs look for their files where they are when they run alone.
        Assembly.SetEntryAssembly(entryPoint.Assembly);
        AppContext.SetData(BaseDirectory, entryPoint.Folder + Path.DirectorySeparatorChar);
        try
        {
            var code = Call(entryPoint, arguments);
            executor.WaitForAllAsync().GetAwaiter().GetResult();
            return interruption.ExitCode ?? code;
        }
        catch (JobExecutionException e) when (interruption.ExitCode is not null && e.Result.Status == JobStatus.Canceled)
        {
            return interruption.ExitCode.Value;
        }
        catch (JobExecutionException e) when (entryPoint.Explain(e) is not null)
        {
            // Of a job whose end the program did not wait for.
            throw entryPoint.Explain(e)!;
        }
        finally
        {
            Console.Out.Flush();
        }
    }

    private static int Call(ProgramEntryPoint entryPoint, string[] arguments)
    {
        try
        {
            return entryPoint.InvokeAsync(arguments).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not FlinkException)
        {
            throw new CliException($"The program's entry point {entryPoint.Name} threw {ErrorLine.Describe(e)}", e);
        }
    }
}
