using System.Diagnostics;
using System.Runtime.Versioning;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cli.SlowTests;

/// <summary>A distribution of its own in a temporary folder, with the built command as its lib, and whatever a test starts of it.</summary>
public sealed class Installation : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    private static readonly string[] _daemons = ["taskexecutor", "standalonesession", "standalonejob"];

    private readonly string _home = Directory.CreateTempSubdirectory("flink-home-").FullName;

    public Installation()
    {
        foreach (var folder in (string[])["bin", "conf"])
        {
            CopyFolder(Path.Combine(Checkout, folder), Path.Combine(_home, folder));
        }

        Directory.CreateSymbolicLink(Path.Combine(_home, "lib"), Built.FolderOf("Flink.Cli"));
        Directory.CreateDirectory(Pids);
    }

    public string Home => _home;

    public string Conf => Path.Combine(_home, "conf");

    public string Logs => Path.Combine(_home, "log");

    public string Pids => Path.Combine(_home, "pid");

    /// <summary>Put before the path, for commands that stand in for those of the system.</summary>
    public string Tools => Path.Combine(_home, "tools");

    private static string Checkout { get; } = FindCheckout();

    public void Configure(string yaml) => File.WriteAllText(Path.Combine(Conf, "config.yaml"), yaml);

    public void Configure(string file, string text) => File.WriteAllText(Path.Combine(Conf, file), text);

    [UnsupportedOSPlatform("windows")]
    public void AddTool(string name, string script)
    {
        Directory.CreateDirectory(Tools);
        var path = Path.Combine(Tools, name);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The recorded processes of a daemon, in the order of their starts.</summary>
    public int[] PidsOf(string daemon)
    {
        var path = PidFileOf(daemon);
        return File.Exists(path) ? [.. File.ReadAllLines(path).Select(int.Parse)] : [];
    }

    public string PidFileOf(string daemon) => Path.Combine(Pids, $"flink-test-{daemon}.pid");

    public string LogOf(string daemon, int number, string kind = "log") =>
        Path.Combine(Logs, $"flink-test-{daemon}-{number}-{Environment.MachineName}.{kind}");

    /// <summary>Waits until a log says something.</summary>
    public async Task<string> WaitForLogAsync(string daemon, int number, string text)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var path = LogOf(daemon, number);
        var log = "";
        try
        {
            while (!log.Contains(text, StringComparison.Ordinal))
            {
                await Task.Delay(20, deadline.Token);
                log = File.Exists(path) ? await ReadAsync(path) : "";
            }

            return log;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{path} does not say '{text}' but: {log}; {ReadIfThere(LogOf(daemon, number, "out"))}");
        }
    }

    public Task<ScriptResult> RunAsync(string script, params string[] arguments) => RunAsync([], script, arguments);

    public async Task<ScriptResult> RunAsync(Dictionary<string, string> environment, string script, params string[] arguments)
    {
        using var process = Start(environment, script, arguments);
        return await ResultOf(process);
    }

    public Process Start(Dictionary<string, string> environment, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_home, "bin", script)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in (string[])["FLINK_HOME", "FLINK_CONF_DIR", "FLINK_LOG_DIR", "FLINK_PROPERTIES", "FLINK_RECYCLED"])
        {
            start.Environment.Remove(name);
        }

        start.Environment["FLINK_PID_DIR"] = Pids;
        start.Environment["FLINK_IDENT_STRING"] = "test";
        start.Environment["PATH"] = $"{Tools}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<ScriptResult> ResultOf(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(_deadline);
        await process.WaitForExitAsync().WaitAsync(_deadline);
        return new ScriptResult(process.ExitCode, output, await error.WaitAsync(_deadline));
    }

    /// <summary>Ends what still runs, by its recorded number.</summary>
    public void Dispose()
    {
        foreach (var pid in _daemons.SelectMany(PidsOf))
        {
            if (IsRunning(pid))
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
        }

        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Whether the process of the command runs; one that nobody has collected does not.</summary>
    public static bool IsRunning(int pid)
    {
        var path = $"/proc/{pid}/cmdline";
        return File.Exists(path) && ReadIfThere(path).Contains("flink", StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static string ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static string FindCheckout()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Flink.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"There is no Flink.sln above {AppContext.BaseDirectory}.");
    }
}
