namespace Flink.Cluster.SlowTests.Harness;

/// <summary>What the projects beside this one were built to: <c>artifacts/bin/[project]/[configuration]</c>.</summary>
public static class Built
{
    private static readonly DirectoryInfo Own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The command.</summary>
    public static string Command => PathOf("Flink.Cli", "flink.dll");

    /// <summary>The program that does what its first argument says.</summary>
    public static string ScriptedProgram => PathOf("Flink.Assets.ScriptedProgram", "ScriptedProgram.dll");

    public static string FolderOf(string project) => Path.Combine(Own.Parent!.Parent!.FullName, project, Own.Name);

    public static string PathOf(string project, string file) => Path.Combine(FolderOf(project), file);
}
