using System.Reflection;
using Flink.Core.Configuration;

namespace Flink.Core.Execution;

/// <summary>Finds what runs a program's jobs: the launcher's executor when there is one, else the embedded cluster.</summary>
public static class PipelineExecutors
{
    private const string EmbeddedAssembly = "Flink.Local";
    private const string EmbeddedType = "Flink.Local.EmbeddedExecutor";

    private static Launcher? _launcher;

    /// <summary>The configuration of the deployment that launched this program; empty when nothing did. Environments add their program's to it.</summary>
    public static FlinkConfiguration Configuration => _launcher?.Configuration ?? FlinkConfiguration.Empty;

    /// <summary>Makes an executor that of every environment of this process: <c>flink run</c> does so before it calls a program's entry point.</summary>
    /// <param name="executor">What runs the program's jobs.</param>
    /// <param name="configuration">What environments start from: file, environment and <c>-D</c>. Null for nothing.</param>
    /// <returns>Disposing it restores what was there before.</returns>
    public static IDisposable Use(IPipelineExecutor executor, FlinkConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(executor);
        var previous = Interlocked.Exchange(ref _launcher, new Launcher(executor, configuration ?? FlinkConfiguration.Empty));
        return new Restorer(previous);
    }

    /// <summary>The executor for a target.</summary>
    /// <param name="target">Value of <c>execution.target</c>; null when it is not set.</param>
    /// <exception cref="FlinkException">The target has no executor here, or package Flink.Local is not referenced.</exception>
    public static IPipelineExecutor Find(string? target)
    {
        if (_launcher is { } launcher)
        {
            return launcher.Executor;
        }

        return target is null or "local"
            ? Embedded()
            : throw new FlinkException(
                $"There is no executor for 'execution.target: {target}' in this process. 'local' runs the job embedded; other targets are not there yet.");
    }

    private static IPipelineExecutor Embedded()
    {
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(EmbeddedAssembly);
        }
        catch (FileNotFoundException e)
        {
            throw new FlinkException(
                "The embedded cluster is in package Flink.Local, which this program does not reference. Run: dotnet add package Flink.Local", e);
        }

        return (IPipelineExecutor)Activator.CreateInstance(assembly.GetType(EmbeddedType, throwOnError: true)!)!;
    }

    private sealed record Launcher(IPipelineExecutor Executor, FlinkConfiguration Configuration);

    private sealed class Restorer(Launcher? previous) : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref _launcher, previous);
    }
}
