using System.Globalization;
using Flink.Cli.CommandLine;
using Flink.Cli.Deployment;
using Flink.Cli.Output;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Execution;
using Flink.Runtime.Configuration;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Running;

/// <summary>Calls a program with a cluster of its own, which is started for it and ended with it.</summary>
internal static class ClusterRun
{
    /// <returns>The exit code of the program, or that of an interruption.</returns>
    public static int Execute(string target, ProgramEntryPoint entryPoint, string[] arguments, LoadedConfiguration loaded, ILoggerFactory loggers) =>
        ExecuteAsync(target, entryPoint, arguments, loaded, loggers).GetAwaiter().GetResult();

    private static async Task<int> ExecuteAsync(
        string target, ProgramEntryPoint entryPoint, string[] arguments, LoadedConfiguration loaded, ILoggerFactory loggers)
    {
        await using var descriptor = ClusterTargets.Open(target, loaded);
        await using var run = OwnCluster.Start(descriptor, ClusterNames.Of(entryPoint.Path), loaded);
        var executor = new ReportingExecutor(
            new ClusterExecutor(run, entryPoint.Path), new JobReport(Console.Out, loggers.CreateLogger<JobReport>()), target);
        using var launcher = ProgramCall.Prepare(entryPoint, executor, loaded.Configuration);
        using var interruption = new Interruption(executor, cancels: true);
        try
        {
            var code = ProgramCall.Invoke(entryPoint, arguments);
            await executor.WaitForAllAsync().ConfigureAwait(false);
            return interruption.ExitCode ?? code;
        }
        catch (JobExecutionException e) when (interruption.ExitCode is not null && e.Result.Status == JobStatus.Canceled)
        {
            return interruption.ExitCode.Value;
        }
        finally
        {
            await run.StopAsync().ConfigureAwait(false);
            Console.Out.Flush();
        }
    }
}
