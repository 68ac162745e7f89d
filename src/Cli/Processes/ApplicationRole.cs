using Flink.Cli.Running;
using Flink.Client.Submission;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>A JobManager of one application: it runs the program's Main, and ends when Main and the program's jobs have.</summary>
internal sealed partial class ApplicationRole(ProcessContext context, ProgramEntryPoint entryPoint, string[] arguments) : IProcessRole
{
    private readonly JobManagerRole _jobManager = new(context);
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = context.Loggers.CreateLogger<ApplicationRole>();

    public Task<int> Ended => _ended.Task;

    public async Task StartAsync()
    {
        await _jobManager.StartAsync().ConfigureAwait(false);

        // User code, which may block for as long as it likes: a thread of its own.
        new Thread(Run) { IsBackground = true, Name = "flink-application" }.Start();
    }

    public void Orphaned() => _jobManager.Orphaned();

    public Task StopAsync(CancellationToken cancellation) => _jobManager.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _jobManager.DisposeAsync();

    private void Run()
    {
        // Jobs come in as those of any client do, so that they are stored and shown alike.
        var configuration = context.Configuration
            .With(RestOptions.Address, "localhost")
            .With(RestOptions.Port, _jobManager.RestPort);
        var executor = new ReportingExecutor(
            new RemoteExecutor(entryPoint.Path), new JobReport(Console.Out, context.Loggers.CreateLogger<JobReport>()), "remote");
        try
        {
            using var launcher = ProgramCall.Prepare(entryPoint, executor, configuration);
            var code = ProgramCall.Invoke(entryPoint, arguments);
            executor.WaitForAllAsync().GetAwaiter().GetResult();
            _ended.TrySetResult(code);
        }
        catch (JobExecutionException e) when (e.Result.Status == JobStatus.Canceled)
        {
            LogEnded(_logger, e);
            _ended.TrySetResult(ProcessExit.Success);
        }
        catch (Exception e)
        {
            LogEnded(_logger, e);
            _ended.TrySetResult(ProcessExit.ApplicationFailed);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The application did not finish")]
    private static partial void LogEnded(ILogger logger, Exception exception);
}
