using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>A process of the command: what it printed and logged, and how to hurt it.</summary>
public sealed class FlinkProcess : IAsyncDisposable
{
    // Of a run that is ended from outside no test gets to its end.
    private static readonly HashSet<FlinkProcess> Started = [];

    private readonly StringBuilder _printed = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Process _process;

    static FlinkProcess() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        lock (Started)
        {
            foreach (var process in Started)
            {
                process._process.Kill(entireProcessTree: true);
            }
        }
    };

    /// <summary>Starts it.</summary>
    /// <param name="log">Where it logs; null for one that does not.</param>
    /// <param name="environment">Beside that of this process.</param>
    /// <param name="arguments">Of the command.</param>
    public FlinkProcess(string? log, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        : this([], log, environment, arguments)
    {
    }

    /// <summary>Starts it in surroundings of its own.</summary>
    /// <param name="launcher">What executes itself as the command that follows it; empty for nothing.</param>
    /// <param name="log">Where it logs; null for one that does not.</param>
    /// <param name="environment">Beside that of this process.</param>
    /// <param name="arguments">Of the command.</param>
    public FlinkProcess(string[] launcher, string? log, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        Log = log;
        Name = log is null ? $"flink {arguments[0]}" : Path.GetFileNameWithoutExtension(log);
        string[] logging = log is null ? [] : ["--logFile", log];
        string[] words = [.. launcher, "dotnet", Built.Command, .. arguments, .. logging];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        Id = _process.Id;
        _process.OutputDataReceived += (_, line) => Print(line.Data, _output);
        _process.ErrorDataReceived += (_, line) => Print(line.Data, _errors);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        lock (Started)
        {
            Started.Add(this);
        }
    }

    public string Name { get; }

    /// <summary>Path of its log.</summary>
    public string? Log { get; }

    /// <summary>Its number; of one that is disposed of too.</summary>
    public int Id { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Bytes that it holds in memory.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>How many files and sockets it has open.</summary>
    public int OpenHandles => Directory.GetFiles($"/proc/{Id}/fd").Length;

    /// <summary>What it wrote to standard output and standard error, as it was read: of lines of the two nothing says which was written first.</summary>
    public string Printed => Read(_printed);

    /// <summary>What it wrote to standard output, in its order.</summary>
    public string Output => Read(_output);

    /// <summary>What it wrote to standard error, in its order.</summary>
    public string Errors => Read(_errors);

    /// <summary>What it has logged so far.</summary>
    public string Logged
    {
        get
        {
            if (Log is null || !File.Exists(Log))
            {
                return "";
            }

            using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>The end of what it logged and printed, for messages of failed tests.</summary>
    public string Tail
    {
        get
        {
            var lines = Logged.Split('\n').Where(static line => !IsNoise(line)).TakeLast(40).Concat(Printed.Split('\n').TakeLast(15));
            return $"--- {Name} (pid {Id}{(HasExited ? $", ended with {_process.ExitCode}" : "")})\n{string.Join('\n', lines)}";
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Waiting.Patience);
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await Waiting.UntilAsync(() => HasExited, () => $"{Name} does not end.\n{Tail}");

        // Also for what it printed last.
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Waits until it has logged something.</summary>
    public Task LogsAsync(string text) =>
        Waiting.UntilAsync(() => Logged.Contains(text, StringComparison.Ordinal), () => $"{Name} does not log '{text}'.\n{Tail}");

    /// <summary>Waits until it has printed something.</summary>
    public Task PrintsAsync(string text) =>
        Waiting.UntilAsync(() => Printed.Contains(text, StringComparison.Ordinal), () => $"{Name} does not print '{text}'.\n{Tail}");

    public async ValueTask DisposeAsync()
    {
        lock (Started)
        {
            Started.Remove(this);
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    // What is there by the hundred, or before anything happens.
    private static bool IsNoise(string line) =>
        line.Contains("JobMaster  ", StringComparison.Ordinal) && line.Contains("Checkpoint ", StringComparison.Ordinal)
        || line.Contains("at the data port was turned away", StringComparison.Ordinal)
        || line.Contains("ClusterProcess  ", StringComparison.Ordinal) && line.Contains(" INFO ", StringComparison.Ordinal);

    private string Read(StringBuilder text)
    {
        lock (_printed)
        {
            return text.ToString();
        }
    }

    private void Print(string? line, StringBuilder stream)
    {
        if (line is not null)
        {
            lock (_printed)
            {
                _printed.Append(line).Append('\n');
                stream.Append(line).Append('\n');
            }
        }
    }
}
