using System.Reflection;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Programs;

/// <summary>Loads programs, each content once: the same content that comes again gets the code that is there already.</summary>
/// <remarks>
/// A program is a folder with an entry assembly and everything that it needs, as <c>dotnet publish</c> makes it. Assemblies are read
/// from the folder itself and only when they are first used: a folder that is replaced is another program when it is loaded again,
/// and what the old program has not loaded by then it gets no more; so publish a new version into a new folder. What was loaded is never given back; past the given number of programs each new one is logged as a warning.
/// Safe for concurrent use.
/// </remarks>
/// <param name="maxLoaded">Value of <c>taskmanager.programs.max-loaded</c>.</param>
/// <param name="logger">Where the warning goes.</param>
public sealed partial class ProgramLoader(int maxLoaded, ILogger<ProgramLoader> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LoadedProgram> _programs = new(StringComparer.Ordinal);

    /// <summary>How many different programs have been loaded.</summary>
    public int LoadedCount
    {
        get
        {
            lock (_lock)
            {
                return _programs.Count;
            }
        }
    }

    /// <summary>Loads a program, or finds it.</summary>
    /// <param name="assemblyPath">The entry assembly in the program's folder.</param>
    /// <exception cref="ProgramException">There is no such file, it is no assembly, or something that it needs is missing.</exception>
    public LoadedProgram Load(string assemblyPath)
    {
        var path = Existing(assemblyPath);
        return Load(path, ProgramFiles.Read(Path.GetDirectoryName(path)!));
    }

    /// <summary>Loads the only program of a process, so that its files need not be read to know it from others: hashing them took a tenth of a command.</summary>
    /// <param name="assemblyPath">The entry assembly in the program's folder.</param>
    /// <exception cref="ProgramException">There is no such file, it is no assembly, or something that it needs is missing.</exception>
    public static LoadedProgram LoadOnly(string assemblyPath)
    {
        var path = Existing(assemblyPath);
        var files = ProgramFiles.Note(Path.GetDirectoryName(path)!);
        var (assembly, built) = LoadAssembly(path, files);
        return new LoadedProgram(files.Hash, path, assembly, built);
    }

    /// <summary>Loads a program from a folder that this process has unpacked for itself and nobody changes, or finds it; its files are not read to know them.</summary>
    /// <param name="assemblyPath">The entry assembly in that folder.</param>
    /// <param name="content">What the program is known by: no other one that is loaded here may have it.</param>
    /// <exception cref="ProgramException">There is no such file, as where it is one of the engine's; it is no assembly, or something that it needs is missing.</exception>
    public LoadedProgram LoadUnpacked(string assemblyPath, Id128 content)
    {
        var path = Existing(assemblyPath);
        return Load(path, ProgramFiles.Known(Path.GetDirectoryName(path)!, content));
    }

    private static string Existing(string assemblyPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(assemblyPath);
        var path = Path.GetFullPath(assemblyPath);
        return File.Exists(path) ? path : throw new ProgramException($"There is no file {path}: a program is the .dll of a published program.");
    }

    private LoadedProgram Load(string path, ProgramFiles files)
    {
        var key = $"{files.Hash}/{Path.GetFileName(path)}";
        lock (_lock)
        {
            if (_programs.TryGetValue(key, out var loaded))
            {
                return loaded;
            }

            var (assembly, built) = LoadAssembly(path, files);
            var program = new LoadedProgram(files.Hash, path, assembly, built);
            _programs.Add(key, program);
            if (_programs.Count > maxLoaded)
            {
                LogTooMany(logger, _programs.Count, maxLoaded);
            }

            return program;
        }
    }

    private static (Assembly Assembly, BuiltAgainst Built) LoadAssembly(string path, ProgramFiles files)
    {
        try
        {
            return new ProgramContext(path, files).LoadEntry(path);
        }
        catch (BadImageFormatException e)
        {
            throw new ProgramException($"{path} is no .NET assembly. A program is the .dll that 'dotnet publish' makes.", e);
        }
        catch (FileLoadException e)
        {
            throw new ProgramException($"{path} cannot be loaded: {e.Message}", e);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} different programs are loaded, more than taskmanager.programs.max-loaded ({Limit}). Loaded code is never given back: start the process anew.")]
    private static partial void LogTooMany(ILogger logger, int count, int limit);
}
