using Flink.Core.Graph;

namespace Flink.Runtime.Programs;

/// <summary>The identity of a program: a hash over the names and contents of the files in its folder.</summary>
/// <remarks>
/// Times, owners and the folder's own path do not count, so a program that was copied is the same program. Symbol files (.pdb) do not
/// count either: they change nothing that runs. Everything else does, since a program may read it.
/// </remarks>
public static class ProgramHash
{
    /// <summary>Reads the whole folder.</summary>
    /// <param name="folder">The program's folder.</param>
    /// <exception cref="ProgramException">The folder or a file in it cannot be read.</exception>
    public static Id128 Of(string folder) => ProgramFiles.Read(folder).Hash;
}
