using System.Reflection;
using Flink.Core.Configuration;

namespace Flink.Core.Execution;

/// <summary>Finds what runs a program's jobs: the launcher's executor when there is one, else the embedded cluster.</summary>
public static class PipelineExecutors
{
    private const string EmbeddedAssembly = "Flink.Local";
    private const string EmbeddedType = "Flink.Local.EmbeddedExecutor";
    private const string ClientAssembly = "Flink.Client";
    private const string RemoteType = "Flink.Client.Submission.RemoteExecutor";

    private static Launch? _launch;

    /// <summary>The configuration that the launcher gives its program, such as the parallelism of <c>flink run -p</c>; empty without a launcher.</summary>
    public static FlinkConfiguration LauncherConfiguration => Volatile.Read(ref _launch)?.Configuration ?? FlinkConfiguration.Empty;

    /// <summary>Makes <paramref name="executor"/> the executor of every environment of this process: <c>flink run</c> does so before it calls a program's entry point.</summary>
    /// <param name="executor">Runs the jobs.</param>
    /// <param name="configuration">What environments start from; null for nothing.</param>
    /// <returns>Disposing it restores the one before.</returns>
    public static IDisposable Use(IPipelineExecutor executor, FlinkConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(executor);
        var previous = Interlocked.Exchange(ref _launch, new Launch(executor, configuration ?? FlinkConfiguration.Empty));
        return new Restorer(previous);
    }

    /// <summary>The executor for a target.</summary>
    /// <param name="target">Value of <c>execution.target</c>; null when it is not set.</param>
    /// <exception cref="FlinkException">The target has no executor here, or package Flink.Local or Flink.Client is not referenced.</exception>
    public static IPipelineExecutor Find(string? target)
    {
        if (Volatile.Read(ref _launch) is { } launch)
        {
            return launch.Executor;
        }

        return target switch
        {
            null or "local" => Make(EmbeddedAssembly, EmbeddedType, "The embedded cluster"),
            "remote" => Remote(),
            _ => throw new FlinkException(
                $"There is no executor for 'execution.target: {target}' in this process. 'local' runs the job embedded, 'remote' in the cluster at rest.address; other targets are not there yet."),
        };
    }

    /// <summary>The executor that sends jobs to the cluster at <c>rest.address</c> and <c>rest.port</c> of their configuration, whatever the launcher's is.</summary>
    /// <exception cref="FlinkException">Package Flink.Client is not referenced.</exception>
    public static IPipelineExecutor Remote() => Make(ClientAssembly, RemoteType, "The client of clusters");

    private static IPipelineExecutor Make(string assemblyName, string type, string what)
    {
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(assemblyName);
        }
        catch (FileNotFoundException e)
        {
            throw new FlinkException($"{what} is in package {assemblyName}, which this program does not reference. Run: dotnet add package {assemblyName}", e);
        }

        return (IPipelineExecutor)Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!)!;
    }

    private sealed record Launch(IPipelineExecutor Executor, FlinkConfiguration Configuration);

    private sealed class Restorer(Launch? previous) : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref _launch, previous);
    }
}
