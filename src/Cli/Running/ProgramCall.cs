using System.Reflection;
using Flink.Cli.CommandLine;
using Flink.Cli.Output;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Runtime.Programs;

namespace Flink.Cli.Running;

/// <summary>Calls a program's entry point in this process, as if it ran alone.</summary>
internal static class ProgramCall
{
    /// <summary>What <see cref="AppContext.BaseDirectory"/> asks for first.</summary>
    private const string BaseDirectory = "APP_CONTEXT_BASE_DIRECTORY";

    /// <summary>Makes an executor that of the program's environments, and the program's folder and assembly those of the process.</summary>
    /// <returns>Disposing it ends the former; the latter stay.</returns>
    public static IDisposable Prepare(ProgramEntryPoint entryPoint, IPipelineExecutor executor, FlinkConfiguration configuration)
    {
        // Libraries ask it for the name of the program, and programs look for their files where they are when they run alone.
        Assembly.SetEntryAssembly(entryPoint.Assembly);
        AppContext.SetData(BaseDirectory, entryPoint.Folder + Path.DirectorySeparatorChar);
        Streaming.FileSystems.Registry.Configure(configuration);
        return PipelineExecutors.Use(executor, configuration);
    }

    /// <summary>Calls it and waits.</summary>
    /// <returns>The program's exit code.</returns>
    /// <exception cref="FlinkException">The program threw one, or something else, which is its cause then.</exception>
    public static int Invoke(ProgramEntryPoint entryPoint, string[] arguments)
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
