using Flink.Core.Graph;
using Flink.Runtime.Metrics;

namespace Flink.Rest.Metrics;

/// <summary>The last known value of every metric of the cluster, by what it is about.</summary>
/// <remarks>Metrics of tasks that have ended stay until their job is forgotten. Not safe for concurrent use.</remarks>
internal sealed class MetricTree
{
    private readonly Dictionary<JobId, JobBranch> _jobs = [];

    /// <summary>Metrics of the JobManager's process.</summary>
    public Dictionary<string, double> JobManager { get; } = new(StringComparer.Ordinal);

    /// <summary>Metrics of TaskManagers' processes by their ids.</summary>
    public Dictionary<string, Dictionary<string, double>> TaskManagers { get; } = new(StringComparer.Ordinal);

    /// <summary>Metrics of a job and its tasks; null when there are none.</summary>
    public JobBranch? Job(JobId job) => _jobs.GetValueOrDefault(job);

    /// <summary>Takes in what a process measured.</summary>
    /// <param name="samples">The values.</param>
    /// <param name="process">Where metrics of the process itself go.</param>
    public void Add(IReadOnlyList<MetricSample> samples, Dictionary<string, double> process)
    {
        foreach (var sample in samples)
        {
            (sample.Scope.Job == default ? process : BranchOf(sample.Scope))[IdOf(sample)] = sample.Value;
        }
    }

    /// <summary>Forgets all jobs but these.</summary>
    public void Keep(IReadOnlySet<JobId> jobs)
    {
        foreach (var job in _jobs.Keys.Where(job => !jobs.Contains(job)).ToArray())
        {
            _jobs.Remove(job);
        }
    }

    private static string IdOf(MetricSample sample) =>
        sample.Scope.Operator is { } name ? $"{Plain(name)}.{sample.Name}" : sample.Name;

    /// <summary>A name as it stands in ids of metrics: Flink's filter of characters that separate parts.</summary>
    private static string Plain(string name) => string.Create(name.Length, name, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = text[i] is ' ' or '.' or ':' or ',' ? '_' : text[i];
        }
    });

    private Dictionary<string, double> BranchOf(MetricScope scope)
    {
        if (!_jobs.TryGetValue(scope.Job, out var job))
        {
            _jobs.Add(scope.Job, job = new JobBranch());
        }

        return scope.Vertex == default ? job.Own : job.OfTask(scope.Vertex, scope.Subtask, scope.Attempt);
    }

    /// <summary>Metrics of a job and its tasks.</summary>
    internal sealed class JobBranch
    {
        private readonly Dictionary<VertexId, SortedDictionary<(int Subtask, int Attempt), Dictionary<string, double>>> _vertices = [];

        public Dictionary<string, double> Own { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, double>? FindTask(VertexId vertex, int subtask, int attempt) =>
            _vertices.TryGetValue(vertex, out var tasks) ? tasks.GetValueOrDefault((subtask, attempt)) : null;

        /// <summary>Metrics of the newest attempt of each subtask of a vertex, in order.</summary>
        public IEnumerable<(int Subtask, Dictionary<string, double> Metrics)> Newest(VertexId vertex) =>
            _vertices.TryGetValue(vertex, out var tasks)
                ? tasks.GroupBy(static pair => pair.Key.Subtask, static (subtask, attempts) => (subtask, attempts.Last().Value))
                : [];

        public Dictionary<string, double> OfTask(VertexId vertex, int subtask, int attempt)
        {
            if (!_vertices.TryGetValue(vertex, out var tasks))
            {
                _vertices.Add(vertex, tasks = []);
            }

            if (!tasks.TryGetValue((subtask, attempt), out var metrics))
            {
                tasks.Add((subtask, attempt), metrics = new Dictionary<string, double>(StringComparer.Ordinal));
            }

            return metrics;
        }
    }
}
