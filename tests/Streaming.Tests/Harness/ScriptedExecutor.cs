using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Streaming.Tests.Harness;

/// <summary>An engine that knows the records which reach the collect sink, and then ends or fails.</summary>
public sealed class ScriptedExecutor<T>(IEnumerable<T> records, Exception? failure = null) : IPipelineExecutor
{
    private int _written;

    public JobGraph? Graph { get; private set; }

    /// <summary>Records that the sink has taken.</summary>
    public int Written => Volatile.Read(ref _written);

    public Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        Graph = graph;
        var job = new Job(graph);
        var sink = new CollectInput<T>(graph.Vertices.SelectMany(vertex => vertex.Operators).Single(one => one.Name == "Sink: Collect"), job.Cancellation.Token);
        job.End = Task.Factory.StartNew(() => Run(sink, job), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.FromResult<IJobClient>(job);
    }

    private JobResult Run(CollectInput<T> sink, Job job)
    {
        using var input = sink;
        try
        {
            foreach (var chunk in records.Chunk(100))
            {
                sink.Write(chunk);
                Interlocked.Add(ref _written, chunk.Length);
            }

            return job.ResultOf(failure is null ? JobStatus.Finished : JobStatus.Failed, failure);
        }
        catch (OperationCanceledException)
        {
            return job.ResultOf(JobStatus.Canceled, null);
        }
    }

    private sealed class Job(JobGraph graph) : IJobClient
    {
        public CancellationTokenSource Cancellation { get; } = new();

        public Task<JobResult> End { get; set; } = null!;

        public JobId JobId => graph.Id;

        public bool FetchesResults => false;

        public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => Task.FromResult(JobStatus.Running);

        public Task CancelAsync(CancellationToken cancellation = default) => Cancellation.CancelAsync();

        public Task<JobResult> GetResultAsync(CancellationToken cancellation = default) => End.WaitAsync(cancellation);

        public JobResult ResultOf(JobStatus status, Exception? failure) => new()
        {
            JobId = graph.Id,
            JobName = graph.Name,
            Status = status,
            NetRuntime = TimeSpan.Zero,
            Accumulators = new Dictionary<string, object?>(),
            RecordsRead = 0,
            Failure = failure,
        };
    }
}
