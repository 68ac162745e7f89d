using Flink.Cli.Output;
using Flink.Cli.Running;
using Flink.Client.Submission;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Programs;
using Flink.Runtime.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>A JobManager of one application: as soon as it leads it runs the program's Main, and it ends, and the cluster with it, when Main and the program's jobs have.</summary>
internal sealed partial class ApplicationRole : IProcessRole
{
    private readonly ProcessContext _context;
    private readonly ProgramEntryPoint _entryPoint;
    private readonly string[] _arguments;
    private readonly JobManagerRole _jobManager;
    private volatile int _code = ProcessExit.Success;
    private volatile bool _isEnding;
    private readonly ILogger _logger;

    /// <param name="context">The process.</param>
    /// <param name="entryPoint">The program.</param>
    /// <param name="arguments">What Main gets.</param>
    /// <param name="addressFolder">Gets the address of the REST endpoint as soon as it can take jobs; null for none.</param>
    public ApplicationRole(ProcessContext context, ProgramEntryPoint entryPoint, string[] arguments, string? addressFolder = null)
    {
        _context = context;
        _entryPoint = entryPoint;
        _arguments = arguments;
        _jobManager = new JobManagerRole(context, addressFolder);
        _logger = context.Loggers.CreateLogger<ApplicationRole>();
        Ended = EndAsync();
    }

    /// <summary>Of the program, or of the cluster, which somebody may shut down before.</summary>
    public Task<int> Ended { get; }

    /// <summary>The system that ends the cluster ends this process too, while it says goodbye.</summary>
    public bool IsEnding => _isEnding || _jobManager.IsEnding;

    public async Task StartAsync()
    {
        await _jobManager.StartAsync().ConfigureAwait(false);

        // User code, which may block for as long as it likes: a thread of its own.
        new Thread(Run) { IsBackground = true, Name = "flink-application" }.Start();
    }

    public void Orphaned() => _jobManager.Orphaned();

    public Task StopAsync(CancellationToken cancellation) => _jobManager.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _jobManager.DisposeAsync();

    // A program that was overtaken by the end of its cluster has not failed.
    private async Task<int> EndAsync()
    {
        var code = await _jobManager.Ended.ConfigureAwait(false);
        return code == ProcessExit.Success ? _code : code;
    }

    private void Run()
    {
        // With high availability there may be others, of which one runs it.
        if (!_jobManager.WhenLeadingAsync().GetAwaiter().GetResult())
        {
            return;
        }

        // Jobs come in as those of any client do, so that they are stored and shown alike.
        var configuration = _context.Configuration
            .With(RestOptions.Address, "localhost")
            .With(RestOptions.Port, _jobManager.RestPort);
        var executor = new ReportingExecutor(
            new ApplicationExecutor(new RemoteExecutor(_entryPoint.Path), _context.Configuration), new JobReport(Console.Out, _context.Loggers.CreateLogger<JobReport>()), "remote");
        try
        {
            using var launcher = ProgramCall.Prepare(_entryPoint, executor, configuration);
            var code = ProgramCall.Invoke(_entryPoint, _arguments);
            executor.WaitForAllAsync().GetAwaiter().GetResult();
            End(code, code == ProcessExit.Success ? ApplicationStatus.Succeeded : ApplicationStatus.Failed, code == ProcessExit.Success ? null : $"the program has ended with {code}");
        }
        catch (JobExecutionException e) when (e.Result.Status == JobStatus.Canceled)
        {
            LogEnded(_logger, e);
            CancelAll(executor);
            End(ProcessExit.Success, ApplicationStatus.Canceled, e.Message);
        }
        catch (Exception e)
        {
            LogEnded(_logger, e);

            // What the system shows of a process that has failed is the end of this.
            Console.Error.WriteLine($"flink: the application has failed: {ErrorLine.Of(e)}");
            CancelAll(executor);
            End(ProcessExit.ApplicationFailed, ApplicationStatus.Failed, e.Message);
        }
    }

    // Those of a program that has not waited for all of them, or has failed in between.
    private void CancelAll(ReportingExecutor executor) => executor.CancelAllAsync(
        _context.Configuration.Get(ClientOptions.Timeout), (job, error) => LogNotCancelled(_logger, job, error)).GetAwaiter().GetResult();

    private void End(int code, ApplicationStatus status, string? diagnostics)
    {
        Console.Out.Flush();
        if (!_context.Configuration.Get(ExecutionOptions.ShutdownOnApplicationFinish))
        {
            LogStays(_logger, status);
            return;
        }

        // Workers are released and the system is told before this process goes.
        _code = code;
        _isEnding = true;
        _jobManager.EndCluster(status, diagnostics);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The application did not finish")]
    private static partial void LogEnded(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} of the application could not be cancelled")]
    private static partial void LogNotCancelled(ILogger logger, JobId job, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The application has ended ({Status}); the cluster stays, as execution.shutdown-on-application-finish has it")]
    private static partial void LogStays(ILogger logger, ApplicationStatus status);
}
