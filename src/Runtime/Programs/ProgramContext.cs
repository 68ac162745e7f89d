using System.Reflection;
using System.Runtime.Loader;

namespace Flink.Runtime.Programs;

/// <summary>
/// The load context of one program: its dependencies in its own versions, but the contract assemblies those of the host, or its
/// functions would not be the engine's. Not collectible, since delegates of a collectible context run at half the speed.
/// </summary>
internal sealed class ProgramContext : AssemblyLoadContext
{
    private const string EnginePrefix = "Flink.";

    // Loggers cross the boundary too.
    private const string Logging = "Microsoft.Extensions.Logging.Abstractions";

    private static readonly AssemblyLoadContext _host = GetLoadContext(typeof(ProgramContext).Assembly) ?? Default;

    private readonly AssemblyDependencyResolver _resolver;

    /// <exception cref="ProgramException">The program's list of dependencies (.deps.json) cannot be read.</exception>
    public ProgramContext(string assemblyPath)
        : base($"program {Path.GetFileNameWithoutExtension(assemblyPath)}", isCollectible: false)
    {
        try
        {
            _resolver = new AssemblyDependencyResolver(assemblyPath);
        }
        catch (InvalidOperationException e)
        {
            throw new ProgramException(
                $"The dependencies of {assemblyPath} cannot be resolved. Publish it again with 'dotnet publish'. {OneLine(e.Message)}",
                e);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        FromHost(assemblyName) ?? FromProgram(assemblyName);

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    // A file that is listed but gone is left to the runtime, whose exception names the assembly instead of a path.
    private Assembly? FromProgram(AssemblyName name) =>
        _resolver.ResolveAssemblyToPath(name) is { } path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;

    private static Assembly? FromHost(AssemblyName name)
    {
        if (name.Name is not { } simple || !(simple == Logging || simple.StartsWith(EnginePrefix, StringComparison.Ordinal)))
        {
            return null;
        }

        try
        {
            // By simple name: the host's version is the one that counts, whatever the program was built against.
            return _host.LoadFromAssemblyName(new AssemblyName(simple));
        }
        catch (FileNotFoundException)
        {
            // An assembly of such a name that the host does not have is the program's own.
            return null;
        }
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
}
