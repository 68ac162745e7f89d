using Flink.Client.Submission;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Running;

/// <summary>Calls a program with a cluster as what runs its jobs, and waits for all of them unless they are detached.</summary>
internal static class RemoteRun
{
    /// <returns>The exit code of the program, or that of an interruption.</returns>
    public static int Execute(ProgramEntryPoint entryPoint, string[] arguments, FlinkConfiguration configuration, ILoggerFactory loggers)
    {
        var isDetached = configuration.TryGet(ExecutionOptions.Attached, out var attached) && !attached;
        using var remote = new RemoteExecutor(entryPoint.Path, ClusterRest.SettingsFrom);
        remote.Prepare();
        IPipelineExecutor executor = isDetached ? new DetachedExecutor(remote) : new WatchedExecutor(remote);
        var reporting = new ReportingExecutor(executor, new JobReport(Console.Out, loggers.CreateLogger<JobReport>()), "remote");
        using var launcher = ProgramCall.Prepare(entryPoint, reporting, configuration);
        using var interruption = new Interruption(reporting, cancels: false);
        try
        {
            var code = ProgramCall.Invoke(entryPoint, arguments);
            reporting.WaitForAllAsync().GetAwaiter().GetResult();
            return code;
        }
        finally
        {
            Console.Out.Flush();
        }
    }
}
