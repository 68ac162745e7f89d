namespace Flink.Cli.Processes;

/// <summary>The JobManager of a session.</summary>
internal sealed class JobManagerRole(ProcessContext context) : IProcessRole
{
    public Task<int> Ended { get; } = new TaskCompletionSource<int>().Task;

    public ProcessContext Context => context;

    public Task StartAsync() => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
