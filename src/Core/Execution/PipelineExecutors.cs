using System.Collections.Concurrent;
using System.Reflection;
using Flink.Core.Configuration;

namespace Flink.Core.Execution;

/// <summary>How a program finds what runs it (docs/architecture.md): the launcher's executor where there is one, else that of <c>execution.target</c>, else the embedded cluster.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class PipelineExecutors
{
    /// <summary>Name of the embedded cluster as a target; it is the target when nothing is configured.</summary>
    public const string Embedded = "local";

    private const string EmbeddedAssembly = "Flink.Local";

    private static readonly ConcurrentDictionary<string, Func<FlinkConfiguration, IPipelineExecutor>> _targets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The executor of the launcher that runs this program (<c>flink run</c>, an application's JobManager); null in a program that was started by itself.</summary>
    public static IPipelineExecutor? Launcher { get; set; }

    /// <summary>The configuration that the launcher gives the program; empty in a program that was started by itself.</summary>
    public static FlinkConfiguration LauncherConfiguration { get; set; } = FlinkConfiguration.Empty;

    /// <summary>Makes a target known; the last registration of a name counts.</summary>
    public static void Register(string target, Func<FlinkConfiguration, IPipelineExecutor> factory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        ArgumentNullException.ThrowIfNull(factory);
        _targets[target] = factory;
    }

    /// <summary>The executor for a program's configuration.</summary>
    /// <exception cref="FlinkException">The target is unknown, or nothing is configured and the embedded cluster is not referenced.</exception>
    public static IPipelineExecutor Find(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (Launcher is { } launcher)
        {
            return launcher;
        }

        var target = configuration.Get(ExecutionOptions.Target, Embedded);
        if (string.Equals(target, Embedded, StringComparison.OrdinalIgnoreCase) && !_targets.ContainsKey(target))
        {
            LoadEmbedded();
        }

        return _targets.TryGetValue(target, out var factory)
            ? factory(configuration)
            : throw new FlinkException(
                $"'{ExecutionOptions.Target.Key}' is '{target}', which nothing in this program can run. Known are: {string.Join(", ", _targets.Keys.Order(StringComparer.Ordinal))}. "
                + "Start the program with 'flink run' to use another target.");
    }

    // The package registers itself in its module initializer; a program that references it need not name any of its types.
    private static void LoadEmbedded()
    {
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(EmbeddedAssembly);
        }
        catch (FileNotFoundException e)
        {
            throw new FlinkException(
                $"There is nothing to run the job: no launcher started this program, '{ExecutionOptions.Target.Key}' is not configured, and the embedded cluster is not referenced. "
                + $"Add the package {EmbeddedAssembly} to the project, or start the program with 'flink run'.",
                e);
        }

        System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
    }
}
