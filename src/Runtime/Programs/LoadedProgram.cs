using System.Reflection;
using Flink.Core.Graph;

namespace Flink.Runtime.Programs;

/// <summary>A program in this process. Safe for concurrent use; lives as long as the process.</summary>
public sealed class LoadedProgram
{
    internal LoadedProgram(Id128 hash, string path, Assembly assembly, BuiltAgainst built)
    {
        Hash = hash;
        Path = path;
        Assembly = assembly;
        Built = built;
    }

    /// <summary>What it is known by: the hash of its folder's content, or of the zip that it was unpacked from.</summary>
    public Id128 Hash { get; }

    /// <summary>The folder that its assemblies are read from: of several with the same content, the first that was loaded.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Path of the assembly that it begins in.</summary>
    public string Path { get; }

    /// <summary>The assembly that it begins in.</summary>
    public Assembly Assembly { get; }

    internal BuiltAgainst Built { get; }

    /// <summary>
    /// Tells from an exception that came out of the program or out of its functions that something is missing at run time: an
    /// assembly, a native library, or a member that this version of the engine does not have.
    /// </summary>
    /// <returns>What is missing in words, with both versions where they matter; null when the exception says nothing of the kind.</returns>
    public ProgramException? Explain(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return LinkFailure.Explain(this, exception);
    }

    /// <summary>The method that the program begins with.</summary>
    /// <param name="className">Full or simple name of the class with <c>Main</c>; null for the assembly's own entry point.</param>
    /// <exception cref="ProgramException">There is no such class or method; names those that there are.</exception>
    public ProgramEntryPoint FindEntryPoint(string? className)
    {
        if (className is not null)
        {
            return ProgramEntryPoint.Find(this, className);
        }

        return Assembly.EntryPoint is { } method
            ? new ProgramEntryPoint(this, method)
            : throw new ProgramException(
                $"{Path} has no entry point: it is a library, not a program. {ProgramEntryPoint.DescribeCandidates(this)}");
    }
}
