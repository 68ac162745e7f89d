using System.Runtime.InteropServices;
using Flink.Cli.CommandLine;

namespace Flink.Cli.Running;

/// <summary>Ctrl-C and the signal to terminate: the first cancels the jobs, the second ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly ReportingExecutor _executor;
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption(ReportingExecutor executor)
    {
        _executor = executor;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, ExitCodes.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, ExitCodes.Terminated)),
        ];
    }

    /// <summary>What an interrupted command ends with; null when nobody interrupted.</summary>
    public int? ExitCode => Volatile.Read(ref _exitCode) is var code and not 0 ? code : null;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        var isFirst = Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0;
        var running = _executor.Running;
        if (!isFirst || running.Count == 0)
        {
            Environment.Exit(exitCode);
        }

        context.Cancel = true;
        foreach (var job in running)
        {
            Console.Error.WriteLine($"flink: cancelling job {job.JobId}; Ctrl-C again ends at once");
            _ = job.CancelAsync();
        }
    }
}
