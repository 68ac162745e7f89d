namespace Flink.Core.Programs;

/// <summary>The parts of the engine that every program shares with it: a program's own files of these names are never read.</summary>
/// <remarks>
/// Whoever publishes a program gets them beside it, since it can also run alone. On a cluster they are the cluster's, so they neither travel nor are unpacked: they would
/// be most of a small program.
/// </remarks>
public static class EngineAssemblies
{
    private static readonly string[] _names = ["Flink.Core", "Flink.Streaming", "Flink.Runtime", "Flink.Local", "Flink.Client"];

    // The assembly, its symbols, and its documentation.
    private static readonly string[] _endings = [".dll", ".pdb", ".xml"];

    /// <summary>Whether an assembly is one of them.</summary>
    /// <param name="simpleName">Its name without version and ending.</param>
    public static bool Contains(string simpleName) => Array.IndexOf(_names, simpleName) >= 0;

    /// <summary>Whether a file of a program belongs to one of them.</summary>
    /// <param name="file">Its name relative to the program's folder; what lies in a folder below is the program's.</param>
    public static bool HasFile(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Array.Exists(_endings, ending => file.EndsWith(ending, StringComparison.Ordinal) && Contains(file[..^ending.Length]));
    }
}
