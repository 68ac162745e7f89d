using System.Runtime.InteropServices;
using Flink.Cli.CommandLine;

namespace Flink.Cli.Running;

/// <summary>Ctrl-C and the signal to terminate: the first cancels embedded jobs, the second ends the process. Jobs of a cluster go on, as in Apache Flink.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly ReportingExecutor _executor;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly bool _cancels;
    private int _exitCode;

    public Interruption(ReportingExecutor executor, bool cancels)
    {
        _executor = executor;
        _cancels = cancels;
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

        if (!_cancels)
        {
            foreach (var job in running)
            {
                Console.Error.WriteLine($"flink: job {job.JobId} goes on in the cluster; 'flink cancel {job.JobId}' ends it");
            }

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
