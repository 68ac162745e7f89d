using System.Diagnostics;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>A job that runs while it is measured and is cancelled afterwards.</summary>
internal sealed class RunningJob : IDisposable
{
    private const int PollMilliseconds = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IJobClient _client;

    public RunningJob(Action<StreamExecutionEnvironment> build, FlinkConfiguration? configuration = null)
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment(configuration).SetParallelism(1);
        build(environment);
        _client = environment.SubmitAsync("benchmark").GetAwaiter().GetResult();
    }

    /// <summary>Waits for something that the job does.</summary>
    /// <param name="happened">Whether it has been done.</param>
    /// <param name="pollMilliseconds">How often to look, and to ask whether the job still runs, which takes some of the time of its cores.</param>
    /// <exception cref="InvalidOperationException">The job ended instead.</exception>
    /// <exception cref="TimeoutException">It did not happen in time.</exception>
    public void WaitUntil(Func<bool> happened, int pollMilliseconds = PollMilliseconds)
    {
        for (var start = Stopwatch.GetTimestamp(); !happened(); Thread.Sleep(pollMilliseconds))
        {
            if (_client.GetStatusAsync().GetAwaiter().GetResult().IsGloballyTerminal())
            {
                var result = _client.GetResultAsync().GetAwaiter().GetResult();
                throw new InvalidOperationException($"The measured job ended {result.Status} before it did anything.", result.Failure);
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"The measured job did nothing for {Patience.TotalSeconds:0} s.");
            }
        }
    }

    /// <exception cref="InvalidOperationException">The job did not run until now.</exception>
    public void Dispose()
    {
        _client.CancelAsync().GetAwaiter().GetResult();
        var result = _client.GetResultAsync().GetAwaiter().GetResult();
        if (result.Status != JobStatus.Canceled)
        {
            throw new InvalidOperationException($"The measured job ended {result.Status}.", result.Failure);
        }
    }
}
