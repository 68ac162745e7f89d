using Flink.Cli.CommandLine;
using Flink.Cli.Running;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Programs;

namespace Flink.Cli.Plans;

/// <summary>Runs a program up to its first job, and keeps that job's graph instead of running it.</summary>
internal sealed class PlanCapture : IPipelineExecutor
{
    private JobGraph? _graph;

    /// <summary>The graph of the program's first job. What the program prints goes to standard error meanwhile.</summary>
    /// <exception cref="CliException">The program ended, by itself or by an exception, before it had a job.</exception>
    public static JobGraph Of(ProgramEntryPoint entryPoint, string[] arguments, FlinkConfiguration configuration)
    {
        var capture = new PlanCapture();
        var output = Console.Out;
        Console.SetOut(Console.Error);
        try
        {
            using var launcher = ProgramCall.Prepare(entryPoint, capture, configuration);
            ProgramCall.Invoke(entryPoint, arguments);
        }
        catch (Exception) when (capture._graph is not null)
        {
            // What it was stopped with, or what it made of that.
        }
        finally
        {
            Console.SetOut(output);
        }

        return capture._graph ?? throw new CliException(
            $"The program plan could not be fetched: {entryPoint.Name} ended without a job. It must call ExecuteAsync or SubmitAsync of its environment");
    }

    public Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        _graph ??= graph;
        throw new CliException("Only the plan of the program is wanted: its jobs are not run.");
    }
}
