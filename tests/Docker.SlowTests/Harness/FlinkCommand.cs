using System.Diagnostics;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>The <c>flink</c> command of this build, with the plug-in of this build.</summary>
public sealed class FlinkCommand : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-docker-").FullName;

    public FlinkCommand()
    {
        var built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Flink.Docker/debug"));
        var plugin = Directory.CreateDirectory(Path.Combine(_folder, "plugins", "docker")).FullName;
        foreach (var file in Directory.GetFiles(built))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }
    }

    /// <summary>The word count of the examples, as it is built.</summary>
    public static string WordCount { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../WordCount/debug/WordCount.dll"));

    /// <summary>The scripted program of the tests, as it is built.</summary>
    public static string Scripted { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Flink.Assets.ScriptedProgram/debug/ScriptedProgram.dll"));

    /// <summary>Starts it; the caller waits, or ends it.</summary>
    public Process Start(params IEnumerable<string> arguments)
    {
        var flink = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Flink.Cli/debug/flink.dll"));
        var start = new ProcessStartInfo("dotnet", [flink, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["FLINK_PLUGINS_DIR"] = Path.Combine(_folder, "plugins");
        start.Environment["FLINK_STATE_DIR"] = Path.Combine(_folder, "state");
        start.Environment.Remove("FLINK_HOME");
        start.Environment.Remove("FLINK_CONF_DIR");
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
