using System.Diagnostics;
using System.Text.Json;
using Flink.Core;
using Microsoft.Extensions.Logging;

namespace Flink.Rest.Programs.Hosting;

/// <summary>A program process, as the JobManager sees it. Answers one call at a time.</summary>
internal sealed partial class ProgramProcess : IDisposable
{
    private const int LinesKept = 20;

    private static readonly TimeSpan _lastBreath = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _mark;
    private readonly ILogger _logger;
    private readonly Queue<string> _lastLines = new();

    private ProgramProcess(Process process, string mark, ILogger logger)
    {
        _process = process;
        _mark = mark;
        _logger = logger;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Calls that it has answered.</summary>
    public int Calls { get; private set; }

    public bool IsAlive => !_process.HasExited;

    /// <summary>Starts one.</summary>
    /// <param name="command">The command; the mark is its last argument.</param>
    /// <param name="logger">Where goes what programs print.</param>
    public static ProgramProcess Start(IReadOnlyList<string> command, ILogger logger)
    {
        var mark = $"#{Guid.NewGuid():n} ";
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), mark])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new ProgramProcess(Process.Start(start)!, mark, logger);
    }

    /// <summary>Lets it load a program that may be called soon; nothing is answered, and calls wait until it is done.</summary>
    public void Prepare(string archive)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(HostRequest.ToPrepare(archive), HostJson.Default.HostRequest));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is gone; the next call finds that out and starts another one.
        }
    }

    /// <summary>Calls a program.</summary>
    /// <exception cref="FlinkException">The process ended before it answered.</exception>
    public async Task<HostReply> CallAsync(HostRequest request, CancellationToken cancellation)
    {
        Calls++;
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, HostJson.Default.HostRequest).AsMemory(), cancellation).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
            while (await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith(_mark, StringComparison.Ordinal))
                {
                    return JsonSerializer.Deserialize(line.AsSpan(_mark.Length), HostJson.Default.HostReply)!;
                }

                Keep(line);
            }
        }
        catch (IOException)
        {
            // It is gone; the exit code below says how.
        }

        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        throw new FlinkException($"The program ended its process with exit code {_process.ExitCode} before its Main returned.{Said()}");
    }

    /// <summary>Ends it, with whatever it started and unpacked.</summary>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(_lastBreath);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
        var folder = ProgramHost.FolderOf(_mark);
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(_logger, folder, e);
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        LogPrinted(_logger, line);
        lock (_lastLines)
        {
            if (_lastLines.Count == LinesKept)
            {
                _lastLines.Dequeue();
            }

            _lastLines.Enqueue(line);
        }
    }

    private string Said()
    {
        lock (_lastLines)
        {
            return _lastLines.Count == 0 ? "" : $" It printed last:\n{string.Join('\n', _lastLines)}";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder}, where a program was unpacked, could not be removed.")]
    private static partial void LogNotRemoved(ILogger logger, string folder, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Program: {Line}")]
    private static partial void LogPrinted(ILogger logger, string line);
}
