using Flink.Cli.Output;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Local;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Running;

/// <summary>Calls a program with an embedded cluster as what runs its jobs, and waits for all of them.</summary>
internal static partial class EmbeddedRun
{
    /// <returns>The exit code of the program, or that of an interruption.</returns>
    public static int Execute(ProgramEntryPoint entryPoint, string[] arguments, FlinkConfiguration configuration, ILoggerFactory loggers)
    {
        var executor = new ReportingExecutor(new EmbeddedExecutor(loggers), new JobReport(Console.Out, loggers.CreateLogger<JobReport>()));
        LogEngine(loggers.CreateLogger("flink"));
        using var launcher = ProgramCall.Prepare(entryPoint, executor, configuration);
        using var interruption = new Interruption(executor, cancels: true);
        try
        {
            var code = ProgramCall.Invoke(entryPoint, arguments);
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

    // As processes of clusters do; reading it takes a moment that a run without a log does not pay.
    private static void LogEngine(ILogger logger)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            LogEngine(logger, EngineHash.Text);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Engine {Hash}")]
    private static partial void LogEngine(ILogger logger, string hash);
}
