using System.Reflection;

namespace Flink.Core.Execution;

/// <summary>Finds what runs a program's jobs: the launcher's executor when there is one, else the embedded cluster.</summary>
public static class PipelineExecutors
{
    private const string EmbeddedAssembly = "Flink.Local";
    private const string EmbeddedType = "Flink.Local.EmbeddedExecutor";

    private static IPipelineExecutor? _launcher;

    /// <summary>Makes <paramref name="executor"/> the executor of every environment of this process: <c>flink run</c> does so before it calls a program's entry point.</summary>
    /// <returns>Disposing it restores the one before.</returns>
    public static IDisposable Use(IPipelineExecutor executor)
    {
        var previous = Interlocked.Exchange(ref _launcher, executor);
        return new Restorer(previous);
    }

    /// <summary>The executor for a target.</summary>
    /// <param name="target">Value of <c>execution.target</c>; null when it is not set.</param>
    /// <exception cref="FlinkException">The target has no executor here, or package Flink.Local is not referenced.</exception>
    public static IPipelineExecutor Find(string? target)
    {
        if (_launcher is { } launcher)
        {
            return launcher;
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

    private sealed class Restorer(IPipelineExecutor? previous) : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref _launcher, previous);
    }
}
