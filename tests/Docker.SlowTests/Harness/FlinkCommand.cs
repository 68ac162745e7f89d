using System.Diagnostics;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>A <c>flink</c> command with folders of its own.</summary>
public sealed class FlinkCommand : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-docker-").FullName;
    private readonly string[] _program;

    /// <summary>That of this build, with the plug-in of this build.</summary>
    public FlinkCommand()
        : this("dotnet", InOutputs("Flink.Cli/debug/flink.dll")) => InstallPlugin();

    private FlinkCommand(params string[] program)
    {
        _program = program;
        Directory.CreateDirectory(Logs);
    }

    /// <summary>Where it logs.</summary>
    public string Logs => Path.Combine(_folder, "log");

    /// <summary>The word count of the examples, as it is built.</summary>
    public static string WordCount { get; } = InOutputs("WordCount/debug/WordCount.dll");

    /// <summary>The scripted program of the tests, as it is built.</summary>
    public static string Scripted { get; } = InOutputs("Flink.Assets.ScriptedProgram/debug/ScriptedProgram.dll");

    /// <summary>That of <c>dist/</c>, which the image is made from; without one the test is skipped, and says so.</summary>
    public static FlinkCommand OfDistribution()
    {
        var flink = InOutputs("../../dist/bin/flink");
        Assert.SkipUnless(File.Exists(flink), $"There is no {flink}, which ./build-dist.sh makes");
        return new FlinkCommand(flink);
    }

    /// <summary>That of this build, run by a user who may do nothing; where the tests' own user cannot become him the test is skipped, and says so.</summary>
    public static FlinkCommand OfNobody()
    {
        const string SetPrivileges = "/usr/bin/setpriv";
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(SetPrivileges), $"Another user's rights need root and {SetPrivileges}");
        var command = new FlinkCommand(SetPrivileges, "--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", InOutputs("Flink.Cli/debug/flink.dll"));
        command.InstallPlugin();
        foreach (var folder in Directory.GetDirectories(command._folder, "*", SearchOption.AllDirectories).Append(command._folder))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, (UnixFileMode)0x1FF);
            }
        }

        return command;
    }

    /// <summary>Starts it; the caller waits, or ends it.</summary>
    public Process Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(_program[0], [.. _program.AsSpan(1), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["FLINK_PLUGINS_DIR"] = Path.Combine(_folder, "plugins");
        start.Environment["FLINK_STATE_DIR"] = Path.Combine(_folder, "state");
        start.Environment["FLINK_LOG_DIR"] = Logs;
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
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"flink {string.Join(' ', arguments)} did not end. It has said:\n{await output}\n{await errors}");
        }

        return (process.ExitCode, await output, await errors);
    }

    private void InstallPlugin()
    {
        var built = InOutputs("Flink.Docker/debug");
        var plugin = Directory.CreateDirectory(Path.Combine(_folder, "plugins", "docker")).FullName;
        foreach (var file in Directory.GetFiles(built))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }
    }

    private static string InOutputs(string path) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../..", path));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
