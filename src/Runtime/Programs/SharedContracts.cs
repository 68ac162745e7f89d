using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Flink.Runtime.Programs;

/// <summary>
/// What a program does not get in its own version, because a type of it must be one type on both sides of the
/// boundary between program and engine. The engine's part of it is listed in <see cref="Flink.Core.Programs.EngineAssemblies"/>.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>Flink.Core</c>: functions, sources, sinks, batches and types; a program implements them and the engine calls them.</item>
/// <item><c>Flink.Streaming</c>: its operators are created in the program and run in the engine.</item>
/// <item><c>Flink.Client</c>: what a program asks of clusters goes the way of its launcher.</item>
/// <item><c>Flink.Runtime</c>, <c>Flink.Local</c>: a program that can also run alone brings the engine; it must not run in a second one.</item>
/// <item><c>Microsoft.Extensions.Logging.Abstractions</c>: loggers go into <c>Flink.Local</c>. Unless the program's own is newer.</item>
/// </list>
/// Assemblies of the framework are the host's too unless the program's own are newer, which is what <c>dotnet</c> itself does with them.
/// </remarks>
internal static class SharedContracts
{
    /// <summary>The host's while that is as new as the program's own; their makers keep old callers working.</summary>
    private static readonly string[] _compatible = ["Microsoft.Extensions.Logging.Abstractions"];

    private static readonly AssemblyLoadContext _host =
        AssemblyLoadContext.GetLoadContext(typeof(SharedContracts).Assembly) ?? AssemblyLoadContext.Default;

    private static readonly string _framework = RuntimeEnvironment.GetRuntimeDirectory();

    /// <summary>The host's assembly by simple name, whatever version was asked for; null when it has none of that name.</summary>
    public static Assembly? OfHost(string simpleName)
    {
        try
        {
            return _host.LoadFromAssemblyName(new AssemblyName(simpleName));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The host's assembly that a program gets although it has a file of that name; null when the program's own wins.</summary>
    public static Assembly? InsteadOf(string simpleName, string ownPath)
    {
        if (Array.IndexOf(_compatible, simpleName) < 0 && !File.Exists(Path.Combine(_framework, simpleName + ".dll")))
        {
            return null;
        }

        return OfHost(simpleName) is { } host && AssemblyName.GetAssemblyName(ownPath).Version <= host.GetName().Version ? host : null;
    }
}
