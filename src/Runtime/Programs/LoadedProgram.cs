using System.Reflection;
using Flink.Core.Graph;

namespace Flink.Runtime.Programs;

/// <summary>A program in this process. Safe for concurrent use; lives as long as the process.</summary>
public sealed class LoadedProgram
{
    internal LoadedProgram(Id128 hash, string folder, Assembly assembly)
    {
        Hash = hash;
        Folder = folder;
        Assembly = assembly;
    }

    /// <summary>The hash of its folder's content.</summary>
    public Id128 Hash { get; }

    /// <summary>The folder that its assemblies are read from: of several with the same content, the first that was loaded.</summary>
    public string Folder { get; }

    /// <summary>The assembly that it begins in.</summary>
    public Assembly Assembly { get; }

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
                $"{Assembly.Location} has no entry point: it is a library, not a program. {ProgramEntryPoint.DescribeCandidates(this)}");
    }
}
