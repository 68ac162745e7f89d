using System.Diagnostics;

namespace Flink.Cli.Tests;

/// <summary>The built command as a process of its own.</summary>
public sealed class FlinkProcess : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private FlinkProcess(Process process) => _process = process;

    /// <summary>artifacts/bin/Flink.Cli.Tests/debug/ is where this runs; other projects are beside it.</summary>
    public static string PathOf(string project, string file) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), file));

    /// <summary>A program whose first argument says what it does.</summary>
    public static string ScriptedProgram => PathOf("Flink.Assets.ScriptedProgram", "ScriptedProgram.dll");

    public int Id => _process.Id;

    public static Task<FlinkResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    public static async Task<FlinkResult> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return await process.ResultAsync();
    }

    /// <summary>A program that is started by itself, as <c>dotnet run</c> does, and not by the command.</summary>
    public static async Task<FlinkResult> RunAloneAsync(string program, params string[] arguments)
    {
        using var process = StartAssembly(program, [], arguments);
        return await process.ResultAsync();
    }

    public static FlinkProcess Start(Dictionary<string, string?> environment, params string[] arguments) =>
        StartAssembly(PathOf("Flink.Cli", "flink.dll"), environment, arguments);

    private static FlinkProcess StartAssembly(string assembly, Dictionary<string, string?> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The configuration of whoever runs the tests is none of theirs.
        foreach (var name in (string[])["FLINK_HOME", "FLINK_CONF_DIR", "FLINK_LOG_DIR", "FLINK_PROPERTIES", "FLINK_STATE_DIR", "FLINK_PLUGINS_DIR", "NO_COLOR"])
        {
            start.Environment.Remove(name);
        }

        // Nobody answers there: a cluster that somebody runs on this machine is not meant.
        start.Environment["FLINK_PROPERTIES"] = "rest.port: 1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new FlinkProcess(Process.Start(start)!);
    }

    /// <summary>Runs the command with a text as its standard input.</summary>
    public static async Task<FlinkResult> FeedAsync(string input, params string[] arguments)
    {
        using var process = Start([], arguments);
        await process._process.StandardInput.WriteAsync(input);
        return await process.ResultAsync();
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(_deadline);

    public Task<string?> ReadErrorLineAsync() => _process.StandardError.ReadLineAsync().WaitAsync(_deadline);

    public async Task<FlinkResult> ResultAsync()
    {
        _process.StandardInput.Close();
        var error = _process.StandardError.ReadToEndAsync();
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(_deadline);
        await _process.WaitForExitAsync().WaitAsync(_deadline);
        return new FlinkResult(_process.ExitCode, output, await error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
