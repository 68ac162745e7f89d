using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Flink.Core.Programs;

namespace Flink.Runtime.Programs;

/// <summary>
/// The load context of one program: its dependencies in its own versions, but <see cref="SharedContracts"/> those of the host, or its
/// functions would not be the engine's. Not collectible, since delegates of a collectible context run at half the speed.
/// </summary>
internal sealed class ProgramContext : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver _resolver;
    private readonly ProgramFiles _files;
    private readonly string _folder;
    private BuiltAgainst? _built;

    /// <exception cref="ProgramException">The program's list of dependencies (.deps.json) cannot be read.</exception>
    public ProgramContext(string assemblyPath, ProgramFiles files)
        : base($"program {Path.GetFileNameWithoutExtension(assemblyPath)}", isCollectible: false)
    {
        _files = files;
        _folder = Path.GetDirectoryName(assemblyPath)!;
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

    /// <summary>Loads the assembly that the program begins in and checks what it was built against.</summary>
    public (Assembly Assembly, BuiltAgainst Built) LoadEntry(string assemblyPath)
    {
        var assembly = LoadFile(assemblyPath);
        _built = BuiltAgainst.Check(assemblyPath, assembly);
        return (assembly, _built);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name)
        {
            return null;
        }

        if (EngineAssemblies.Contains(name) && SharedContracts.OfHost(name) is { } engine)
        {
            _built?.Check(assemblyName);
            return engine;
        }

        // A file that is listed but gone is left to the runtime, whose exception names the assembly instead of a path.
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path && File.Exists(path)
            ? SharedContracts.InsteadOf(name, path) ?? LoadFile(path)
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if ((_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? FindUnlisted(unmanagedDllName)) is not { } path)
        {
            return 0;
        }

        // Another spelling of the path keeps the linker from taking the library for one that it knows.
        var again = string.Concat(Enumerable.Repeat("./", _files.GenerationOf(path)));
        return NativeLibrary.Load(Path.Combine(Path.GetDirectoryName(path)!, again + Path.GetFileName(path)));
    }

    private Assembly LoadFile(string path)
    {
        if (_files.GenerationOf(path) == 0)
        {
            return LoadFromAssemblyPath(path);
        }

        using var image = new MemoryStream(File.ReadAllBytes(path), writable: false);
        var symbols = Path.ChangeExtension(path, ".pdb");
        using var symbolStream = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols), writable: false) : null;
        return LoadFromStream(image, symbolStream);
    }

    // Without a list of dependencies nobody tells where native libraries are; these are the places that publishing uses.
    private string? FindUnlisted(string name)
    {
        string[] names = OperatingSystem.IsWindows() ? [name, name + ".dll"] : [name, $"lib{name}.so", $"{name}.so", $"lib{name}"];
        return names
            .SelectMany(file => (string[])[file, Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native", file)])
            .Select(file => Path.Combine(_folder, file))
            .FirstOrDefault(File.Exists);
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
}
