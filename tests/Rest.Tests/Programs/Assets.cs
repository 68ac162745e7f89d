namespace Flink.Rest.Tests.Programs;

/// <summary>Programs that lie beside this one in the folder of build results.</summary>
internal static class Assets
{
    public static string ProgramHost => PathOf("Flink.Assets.ProgramHost", "Flink.Assets.ProgramHost.dll");

    public static string ScriptedProgram => PathOf("Flink.Assets.ScriptedProgram", "ScriptedProgram.dll");

    // artifacts/bin/<project>/<configuration>/<file>
    private static string PathOf(string project, string file)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, file);
    }
}
