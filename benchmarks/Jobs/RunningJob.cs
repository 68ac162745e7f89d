using Flink.Core.Execution;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>A job that runs while it is measured and is cancelled afterwards.</summary>
internal sealed class RunningJob : IDisposable
{
    private readonly IJobClient _client;

    public RunningJob(Action<StreamExecutionEnvironment> build)
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(1);
        build(environment);
        _client = environment.SubmitAsync("benchmark").GetAwaiter().GetResult();
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
