using System.Globalization;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Processes;

namespace Flink.Cli.Deployment;

/// <summary>A cluster of processes of this machine.</summary>
internal sealed class ProcessCluster : ICluster
{
    private const int TailLines = 12;
    private const int SigTerm = 15;
    private const int SigKill = 9;

    // Released workers may take as long as resourcemanager.process.termination-grace says, which is 10 s.
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(25);

    private readonly ClusterEndpoint _endpoint;
    private readonly ClusterFolder _folder;
    private readonly LogFiles _files;
    private readonly ProcessIdentity _jobManager;
    private readonly string _logs;
    private readonly OutputFiles _output;
    private readonly ExitWatch _watch = new("flink-jobmanager");
    private readonly TaskCompletionSource<JobManagerEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProcessCluster(ClusterFolder folder, LogFiles files, FlinkConfiguration configuration)
    {
        _endpoint = new ClusterEndpoint(configuration);
        _folder = folder;
        _files = files;
        _jobManager = folder.JobManager!;
        _logs = folder.Logs;
        _output = new OutputFiles(_logs, files.Output);
        _watch.Add(_jobManager, status => _ended.TrySetResult(Describe(status)));
    }

    public string Id => _folder.Id;

    public string RestAddress => _folder.RestAddress ?? "";

    public string RestUrl => _endpoint.UrlOf(RestAddress);

    public string LogHint => _logs;

    public Task<JobManagerEnd> Ended => _ended.Task;

    public Task CopyOutputAsync(ClusterOutput output, CancellationToken cancellation)
    {
        _output.CopyTo(output, cancellation);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (!Ended.IsCompleted && await AskToEndAsync(cancellation).ConfigureAwait(false))
        {
            await Task.WhenAny(Ended, Task.Delay(_goodbye, cancellation)).ConfigureAwait(false);
        }

        if (!Ended.IsCompleted)
        {
            _jobManager.SignalGroup(SigKill);
            await Ended.WaitAsync(_goodbye, cancellation).ConfigureAwait(false);
        }

        EndWorkers();
        try
        {
            _folder.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"Cluster {Id} has ended, but its folder could not be deleted: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> AskToEndAsync(CancellationToken cancellation)
    {
        if (_folder.RestAddress is null)
        {
            // Not up yet: nothing to say goodbye to.
            return _jobManager.SignalGroup(SigTerm);
        }

        return await _endpoint.AskToEndAsync(RestAddress, cancellation).ConfigureAwait(false);
    }

    // Those that a JobManager with high availability has left to its successor.
    private void EndWorkers()
    {
        foreach (var worker in ProcessDriver.WorkersIn(_folder.DriverState))
        {
            worker.SignalGroup(SigKill);
        }
    }

    private JobManagerEnd Describe(ExitStatus status)
    {
        var tail = FileTail.LastLines(_files.Errors, TailLines) is { Length: > 0 } errors ? errors : FileTail.LastLines(_files.Log, TailLines);
        var said = tail.Length > 0 ? $"; it said last: {tail}" : "";
        return new JobManagerEnd(
            status.ShellCode, string.Create(CultureInfo.InvariantCulture, $"the JobManager (process {_jobManager.Pid}) {status}; its log is {_files.Log}{said}"));
    }
}
