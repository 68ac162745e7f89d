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

    /// <exception cref="ProgramException">A file that the program's list of dependencies names is missing.</exception>
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
                $"The program {assemblyPath} lacks something that its .deps.json names. Publish it with 'dotnet publish' and run the published folder. "
                + OneLine(e.Message),
                e);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        FromHost(assemblyName) ?? (_resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null);

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

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
