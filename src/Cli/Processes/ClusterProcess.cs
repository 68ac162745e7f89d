using System.CommandLine;
using System.Runtime.InteropServices;
using Flink.Cli.CommandLine;
using Flink.Cli.Output;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Processes;
using Flink.Runtime.Configuration;
using Flink.Runtime.Memory;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>
/// A process of a cluster from its first line to its exit code: limits its memory, opens its log, starts its role, and waits for a signal, the
/// end of the role, or a fatal error, whichever comes first.
/// </summary>
/// <param name="name">What the process is.</param>
/// <param name="parsed">What was given on the command line.</param>
/// <param name="options">Its declarations.</param>
/// <param name="loaded">The configuration as configured.</param>
internal sealed partial class ClusterProcess(string name, ParseResult parsed, ProcessOptions options, LoadedConfiguration loaded)
{
    /// <summary>Set for a process that has executed itself anew: it goes on with its log.</summary>
    public const string RecycledVariable = "FLINK_RECYCLED";

    private const long LogBytes = 100L << 20;

    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(5);

    // After that it is killed.
    private static readonly TimeSpan _graceOfOrphans = TimeSpan.FromSeconds(20);

    // Before the heap has a limit, which this figure takes into account.
    private readonly long _physicalMemory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    private readonly LifeLine? _lifeLine = LifeLine.Take();
    private readonly CancellationTokenSource _stopWaiting = new();
    private Task _engineLogged = Task.CompletedTask;
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs a TaskManager's process.</summary>
    public int Run(TaskManagerProcessMemory memory, Func<ProcessContext, IProcessRole> create)
    {
        CollectedHeap.LimitTo(memory.CollectedHeap);
        return Run(memory.WriteTo(loaded.Configuration), memory.ToTable(), create);
    }

    /// <summary>Runs a JobManager's process.</summary>
    public int Run(JobManagerProcessMemory memory, Func<ProcessContext, IProcessRole> create)
    {
        CollectedHeap.LimitTo(memory.Heap);
        return Run(memory.WriteTo(loaded.Configuration), memory.ToTable(), create);
    }

    private int Run(FlinkConfiguration configuration, string table, Func<ProcessContext, IProcessRole> create)
    {
        var logFile = parsed.GetValue(options.LogFile);
        using var file = logFile is null ? null : OpenLog(logFile, configuration);
        using var loggers = new ProcessLoggers(
            file, parsed.GetValue(options.Error) ? Console.Error : file is null || parsed.GetValue(options.Console) ? Console.Out : null);
        var logger = loggers.CreateLogger(typeof(ClusterProcess).FullName!);
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
        {
            LogUncaught(logger, e.ExceptionObject as Exception);
            Environment.Exit(ProcessExit.Uncaught);
        };
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, ExitCodes.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, ExitCodes.Terminated));
        // Of a terminal that goes away. What runs in the background has been asked to survive that.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);

        // Whoever has read a line of the log can send a signal.
        ProcessHeader.Log(logger, name, loaded, table);
        var context = new ProcessContext(configuration, loggers, name, logFile is null ? null : Path.GetFullPath(logFile), _physicalMemory, error =>
        {
            LogFatal(logger, name, error);
            _end.TrySetResult(ProcessExit.Runtime);
        })
        {
            Given = Given(),
            ConfigurationFolder = Path.GetDirectoryName(loaded.File),
        };
        ProcessParts.FileSystems.Configure(configuration);
        var code = RunAsync(context, create, logger).GetAwaiter().GetResult();
        _engineLogged.GetAwaiter().GetResult();
        if (code == ProcessExit.Recycle)
        {
            LogRecycles(logger, name);
            loggers.Dispose();
            _lifeLine?.HandOver();
            SelfExecution.Replace(RecycledVariable, "1");
        }

        LogEnded(logger, name, code);
        return code;
    }

    private async Task<int> RunAsync(ProcessContext context, Func<ProcessContext, IProcessRole> create, ILogger logger)
    {
        IProcessRole? role = null;
        try
        {
            role = create(context);
            await role.StartAsync().WaitAsync(_stopWaiting.Token).ConfigureAwait(false);

            // Nobody waits for it, and a start wants all processors.
            _engineLogged = Task.Run(() => ProcessHeader.LogEngine(logger));
        }
        catch (OperationCanceledException) when (_end.Task.IsCompleted)
        {
            // Asked to end before it had started.
        }
        catch (Exception e)
        {
            LogStartFailed(logger, name, e);
            await EndAsync(role, ProcessExit.Startup, logger).ConfigureAwait(false);
            throw;
        }

        _lifeLine?.Watch(
            () =>
            {
                LogOrphaned(logger, name);
                role!.Orphaned();
            },
            _graceOfOrphans);
        var first = await Task.WhenAny(_end.Task, role!.Ended).ConfigureAwait(false);
        var code = await first.ConfigureAwait(false);
        if (first == _end.Task && role.IsEnding)
        {
            await Task.WhenAny(role.Ended, Task.Delay(_goodbye)).ConfigureAwait(false);
            code = role.Ended.IsCompletedSuccessfully ? await role.Ended.ConfigureAwait(false) : code;
        }
        else if (first == _end.Task && code == ExitCodes.Terminated)
        {
            // A second signal still ends it at once, and so does what ends the role.
            await Task.WhenAny(DrainAsync(role, logger), role.Ended).ConfigureAwait(false);
        }

        await EndAsync(role, code, logger).ConfigureAwait(false);
        return code;
    }

    private async Task DrainAsync(IProcessRole role, ILogger logger)
    {
        try
        {
            await role.DrainAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogEndFailed(logger, name, e);
        }
    }

    // With bounded patience: whatever a part waits for, a process that shall end does.
    private async Task EndAsync(IProcessRole? role, int code, ILogger logger)
    {
        if (role is null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(_goodbye);
        try
        {
            if (code is not (ProcessExit.Runtime or ProcessExit.Startup))
            {
                await role.StopAsync(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            }

            await role.DisposeAsync().AsTask().WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogImpatient(logger, name, _goodbye);
        }
        catch (Exception e)
        {
            LogEndFailed(logger, name, e);
        }
    }

    private FlinkConfiguration Given()
    {
        var given = FlinkConfiguration.Empty;
        foreach (var (key, entry) in loaded.Configuration.Entries)
        {
            if (entry.Origin.Kind != ConfigOriginKind.File || entry.Origin.Source != loaded.File)
            {
                given = given.With(key, entry.Value, entry.Origin);
            }
        }

        return given;
    }

    private void OnSignal(PosixSignalContext context, int code)
    {
        if (_end.TrySetResult(code))
        {
            context.Cancel = true;
            _stopWaiting.Cancel();
            return;
        }

        // The second one is meant.
        Environment.Exit(code);
    }

    private static RotatingFile OpenLog(string path, FlinkConfiguration configuration)
    {
        var goesOn = Environment.GetEnvironmentVariable(RecycledVariable) is { Length: > 0 };
        try
        {
            return new RotatingFile(path, LogBytes, configuration.Get(EnvironmentOptions.LogMax), goesOn);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The log {path} cannot be written: {e.Message} Set FLINK_LOG_DIR or {EnvironmentOptions.LogDirectory.Key} to a folder that can", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Nobody caught an exception: this process ends")]
    private static partial void LogUncaught(ILogger logger, Exception? exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A fatal error ends this {Name}")]
    private static partial void LogFatal(ILogger logger, string name, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Name} could not start")]
    private static partial void LogStartFailed(ILogger logger, string name, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The process that started this {Name} for itself is gone: it ends too")]
    private static partial void LogOrphaned(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} executes itself anew")]
    private static partial void LogRecycles(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} did not end in order")]
    private static partial void LogEndFailed(ILogger logger, string name, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} ends with exit code {Code}")]
    private static partial void LogEnded(ILogger logger, string name, int code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} ends without having said goodbye to everybody: that took more than {Time}")]
    private static partial void LogImpatient(ILogger logger, string name, TimeSpan time);
}
