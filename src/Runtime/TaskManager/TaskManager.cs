using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.Memory;
using Flink.Runtime.Network;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskManager;

/// <summary>Runs the tasks of any number of jobs on one scheduler, within one bound of memory.</summary>
/// <remarks>Safe for concurrent use: every call takes a short lock and returns.</remarks>
public sealed class TaskManager : ITaskManagerGateway, IDisposable
{
    private readonly TaskManagerSettings _settings;
    private readonly ChannelNetwork? _network;
    private readonly TaskServices _services;
    private readonly ManagedMemory _managedMemory;
    private readonly NetworkMemory _networkMemory;
    private readonly object _gate = new();
    private readonly Dictionary<JobId, RunningJob> _jobs = [];

    /// <summary>A TaskManager without tasks.</summary>
    /// <param name="settings">What it may use.</param>
    /// <param name="scheduler">Runs the tasks.</param>
    /// <param name="logger">For what people should know.</param>
    /// <param name="io">Reads and writes state; null to do so on the tasks' threads.</param>
    /// <param name="fileSystems">Where state is read; null for this machine's files alone.</param>
    /// <param name="network">Leads to other workers; null where every job runs here alone. The caller's to dispose of.</param>
    public TaskManager(
        TaskManagerSettings settings,
        IScheduler scheduler,
        ILogger logger,
        IIoExecutor? io = null,
        FileSystemRegistry? fileSystems = null,
        ChannelNetwork? network = null)
    {
        _settings = settings;
        _network = network;
        _managedMemory = new ManagedMemory(settings.ManagedMemory);
        _networkMemory = new NetworkMemory(settings.NetworkMemory);
        _services = new TaskServices(scheduler, _managedMemory, logger, io ?? InlineIo.Instance, fileSystems ?? new FileSystemRegistry());
    }

    /// <summary>Every task that runs now; for meters.</summary>
    public IReadOnlyList<StreamTask> Tasks
    {
        get
        {
            lock (_gate)
            {
                return [.. _jobs.Values.SelectMany(job => job.Tasks.Values)];
            }
        }
    }

    /// <inheritdoc/>
    public void PrepareJob(JobGraph job, ITaskListener listener)
    {
        var channels = _network is null
            ? new JobChannels(job, _networkMemory)
            : new JobChannels(job, _networkMemory, _network, _settings.Slots);
        lock (_gate)
        {
            _jobs.Add(job.Id, new RunningJob(channels, listener));
        }
    }

    /// <inheritdoc/>
    public void Submit(TaskDeployment deployment)
    {
        // Outside the lock: what a partitioner's closure holds may be hashed by the user's code.
        JobEdge?[] own = [.. deployment.Job.Edges.Select(edge => edge.Source == deployment.Vertex.Id ? edge.ForSubtask() : null)];
        lock (_gate)
        {
            var job = _jobs[deployment.Execution.Job];
            var channels = job.Channels.Open(deployment.Execution, deployment.Placement);
            var task = new StreamTask(
                deployment, CreateGate(deployment, channels), CreateOutputs(deployment, own, channels), _services, job.Listener, channels);
            foreach (var channel in channels.Inputs)
            {
                channel.Consumer = task;
            }

            job.Tasks.Add(deployment.Execution, task);
            var needsThread = deployment.Vertex.Operators.Any(node => node.Factory.IsBlocking);
            task.NeedsThread = needsThread;
            _services.Scheduler.Start(task, deployment.Execution.Subtask, needsThread);
        }
    }

    /// <inheritdoc/>
    public void Cancel(ExecutionId execution)
    {
        if (Find(execution) is { } task)
        {
            task.Cancel();
            _ = new CancellationWatch(task, _services.Scheduler, _settings);
        }
    }

    /// <inheritdoc/>
    public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split) => Find(execution)?.AddSplit(split);

    /// <inheritdoc/>
    public void SendNoMoreSplits(ExecutionId execution) => Find(execution)?.NoMoreSplits();

    /// <inheritdoc/>
    public void AlignSource(ExecutionId execution, long maxWatermark) => Find(execution)?.Align(maxWatermark);

    /// <inheritdoc/>
    public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier) => Find(execution)?.TriggerCheckpoint(barrier);

    /// <inheritdoc/>
    public void AbortCheckpoint(ExecutionId execution, long checkpointId) => Find(execution)?.AbortCheckpoint(checkpointId);

    /// <inheritdoc/>
    public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId) => Find(execution)?.NotifyCheckpointComplete(checkpointId);

    /// <inheritdoc/>
    public void ReleaseJob(JobId job)
    {
        lock (_gate)
        {
            if (_jobs.Remove(job, out var running))
            {
                running.Channels.Dispose();
            }
        }
    }

    /// <summary>Frees the memory; the tasks must have ended.</summary>
    public void Dispose() => _managedMemory.Dispose();

    private static InputGate? CreateGate(TaskDeployment deployment, TaskChannels channels)
    {
        var edges = deployment.Job.Edges;
        var inputs = new List<List<Channel>>();
        for (var edge = 0; edge < edges.Count; edge++)
        {
            if (edges[edge].Target != deployment.Vertex.Id)
            {
                continue;
            }

            while (inputs.Count <= edges[edge].TargetInput)
            {
                inputs.Add([]);
            }

            inputs[edges[edge].TargetInput].AddRange(channels.From(edge));
        }

        return inputs.Count == 0 ? null : new InputGate(inputs, aligns: deployment.Checkpoints.Mode == CheckpointingMode.ExactlyOnce);
    }

    private static List<TaskOutput> CreateOutputs(TaskDeployment deployment, JobEdge?[] edges, TaskChannels channels)
    {
        var outputs = new List<TaskOutput>();
        for (var i = 0; i < edges.Length; i++)
        {
            if (edges[i] is { } edge)
            {
                var subtask = deployment.Execution.Subtask;
                var writer = RecordPlumbing.For(edge.RecordType).CreateWriter(
                    edge.Partitioner, channels.To(i), subtask, deployment.Job.Vertex(edge.Target).MaxParallelism);
                outputs.Add(new TaskOutput(edge.SourceOperator, edge.Tag, writer));
            }
        }

        return outputs;
    }

    private StreamTask? Find(ExecutionId execution)
    {
        lock (_gate)
        {
            return _jobs.TryGetValue(execution.Job, out var job) ? job.Tasks.GetValueOrDefault(execution) : null;
        }
    }

    private sealed record RunningJob(JobChannels Channels, ITaskListener Listener)
    {
        public Dictionary<ExecutionId, StreamTask> Tasks { get; } = [];
    }
}
