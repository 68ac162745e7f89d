using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Streaming;

namespace Flink.Local.Tests.Harness;

/// <summary>Runs programs on the embedded engine, with a deadline that only a hang can miss.</summary>
internal static class Programs
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static StreamExecutionEnvironment NewEnvironment(int parallelism = 1, params (string Key, string Value)[] configuration)
    {
        var values = FlinkConfiguration.Empty;
        foreach (var (key, value) in configuration)
        {
            values = values.With(key, value);
        }

        return new StreamExecutionEnvironment(values).SetParallelism(parallelism);
    }

    /// <summary>Runs what the environment holds and gives the end, whichever it is.</summary>
    public static async Task<JobResult> EndAsync(this StreamExecutionEnvironment environment, string jobName = "test job")
    {
        var client = await environment.SubmitAsync(jobName).WaitAsync(Patience);
        return await client.GetResultAsync().WaitAsync(Patience);
    }

    /// <summary>Runs what the environment holds; it must finish.</summary>
    public static Task<JobResult> FinishAsync(this StreamExecutionEnvironment environment, string jobName = "test job") =>
        environment.ExecuteAsync(jobName).WaitAsync(Patience);

    /// <summary>Runs what the environment holds; it must fail.</summary>
    /// <returns>What the program's author reads.</returns>
    public static async Task<JobExecutionException> FailAsync(this StreamExecutionEnvironment environment, string jobName = "test job")
    {
        var failure = await Assert.ThrowsAsync<JobExecutionException>(() => environment.ExecuteAsync(jobName).WaitAsync(Patience));
        Assert.Equal(JobStatus.Failed, failure.Result.Status);
        Assert.Equal($"Job '{jobName}' ({failure.Result.JobId}) ended FAILED: {failure.Result.Failure!.Message}", failure.Message);
        return failure;
    }

    /// <summary>The records of a stream as the program gets them.</summary>
    public static async Task<List<T>> CollectAsync<T>(this DataStream<T> stream)
    {
        var records = new List<T>();
        using var deadline = new CancellationTokenSource(Patience);
        await foreach (var record in stream.ExecuteAndCollectAsync().WithCancellation(deadline.Token))
        {
            records.Add(record);
        }

        return records;
    }
}
