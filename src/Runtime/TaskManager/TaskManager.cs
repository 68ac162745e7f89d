using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.Memory;
using Flink.Runtime.Network;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager.Latency;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskManager;

/// <summary>Runs the tasks of any number of jobs on one scheduler, within one bound of memory.</summary>
/// <remarks>Safe for concurrent use: every call takes a short lock and returns.</remarks>
public sealed partial class TaskManager : ITaskManagerGateway, IDisposable
{
    private readonly TaskManagerSettings _settings;
    private readonly TaskServices _services;
    private readonly ManagedMemory _managedMemory;
    private readonly NetworkMemory _networkMemory;
    private readonly ChannelNetwork? _network;
    private readonly SlotShares _shares;
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
        _shares = new SlotShares(settings, _managedMemory, isAlone: network is null);
        _services = new TaskServices(scheduler, _managedMemory, logger, io ?? InlineIo.Instance, fileSystems ?? new FileSystemRegistry(), settings.Latency);
    }

    /// <summary>Managed memory in use, and its bound, in bytes; for meters.</summary>
    public (long Used, long Limit) ManagedMemoryUse => (_managedMemory.Used, _managedMemory.Limit);

    /// <summary>Memory of exchanges that is reserved, and its bound, in bytes; for meters.</summary>
    public (long Used, long Limit) NetworkMemoryUse => (_networkMemory.Reserved, _networkMemory.Limit);

    /// <summary>How it measures latencies; for meters.</summary>
    public LatencySettings Latency => _settings.Latency;

    /// <summary>Every task that runs now; for meters.</summary>
    public IReadOnlyList<StreamTask> Tasks
    {
        get
        {
            lock (_gate)
            {
                return [.. _jobs.Values.SelectMany(static job => job.Tasks.Values).Select(static entry => entry.Task)];
            }
        }
    }

    /// <summary>What batches under way may take, and take.</summary>
    internal NetworkMemory NetworkMemory => _networkMemory;

    /// <inheritdoc/>
    public void Submit(DeploymentBatch batch, ITaskListener listener)
    {
        RunningJob job;
        try
        {
            job = JobOf(batch.Job);
        }
        catch (Exception e)
        {
            foreach (var task in batch.Tasks)
            {
                listener.TaskStateChanged(task.Execution, ExecutionState.Failed, e, null);
            }

            return;
        }

        foreach (var task in batch.Tasks)
        {
            try
            {
                Start(job, batch, task, listener);
            }
            catch (Exception e)
            {
                // There is no task that could report its end: to wait for one would be to wait for ever.
                listener.TaskStateChanged(task.Execution, ExecutionState.Failed, e, null);
            }
        }
    }

    /// <inheritdoc/>
    public void FreeSlot(JobId job, AllocationId allocation, string reason)
    {
        foreach (var execution in ForgetSlot(job, allocation))
        {
            execution.Cancel();
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
    public void ResultsTaken(ExecutionId execution, long stream, int count) => Find(execution)?.ResultsTaken(stream, count);

    /// <inheritdoc/>
    public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier) => Find(execution)?.TriggerCheckpoint(barrier);

    /// <inheritdoc/>
    public void AbortCheckpoint(ExecutionId execution, long checkpointId) => Find(execution)?.AbortCheckpoint(checkpointId);

    /// <inheritdoc/>
    public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId) => Find(execution)?.NotifyCheckpointComplete(checkpointId);

    /// <inheritdoc/>
    public void ReleaseJob(JobId job, bool hasEnded)
    {
        RunningJob? running;
        lock (_gate)
        {
            if (!_jobs.Remove(job, out running))
            {
                return;
            }

            running.Channels.Dispose();
        }

        if (hasEnded)
        {
            _services.Io.Run(() => Close(running.Storage));
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
            return _jobs.TryGetValue(execution.Job, out var job)
                && job.Tasks.TryGetValue((execution.Vertex, execution.Subtask), out var entry)
                && entry.Task.Deployment.Execution == execution
                    ? entry.Task
                    : null;
        }
    }

    private RunningJob JobOf(JobInformation information)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(information.Id, out var job))
            {
                var storage = information.Checkpoints.StorageFor(information.Id, _services.FileSystems);
                var channels = _network is null
                    ? new JobChannels(information.Graph, _networkMemory)
                    : new JobChannels(information.Graph, _networkMemory, _network, group => _shares.NetworkOf(information.Graph, group));
                _jobs.Add(information.Id, job = new RunningJob(information.Graph, channels, storage));
            }

            return job;
        }
    }

    private void Start(RunningJob job, DeploymentBatch batch, SubtaskDeployment order, ITaskListener listener)
    {
        var deployment = new TaskDeployment
        {
            Execution = order.Execution,
            Job = job.Graph,
            Vertex = job.Graph.Vertex(order.Execution.Vertex),
            Restore = order.Restore,
            Checkpoints = batch.Job.Checkpoints,
            Files = batch.Job.Files ?? DistributedCache.OnThisMachine(job.Graph.CachedFiles),
            Storage = job.Storage,
        };

        // Outside the lock: what a partitioner's closure holds may be hashed by the user's code.
        JobEdge?[] own = [.. job.Graph.Edges.Select(edge => edge.Source == deployment.Vertex.Id ? edge.ForSubtask() : null)];
        var channels = job.Channels.Open(order.Execution, batch.Placement);
        try
        {
            var services = _services with { ManagedMemory = MemoryOf(job, order.Allocation, deployment.Vertex.SlotSharingGroup) };
            Start(job, order, new StreamTask(
                deployment, CreateGate(deployment, channels), CreateOutputs(deployment, own, channels), services, listener, channels), channels);
        }
        catch
        {
            channels.Dispose();
            throw;
        }
    }

    private void Start(RunningJob job, SubtaskDeployment order, StreamTask task, TaskChannels channels)
    {
        foreach (var channel in channels.Inputs)
        {
            channel.Consumer = task;
        }

        lock (_gate)
        {
            job.Tasks[(order.Execution.Vertex, order.Execution.Subtask)] = (task, order.Allocation);
            task.NeedsThread = task.Deployment.Vertex.Operators.Any(node => node.Factory.IsBlocking);
            _services.Scheduler.Start(task, order.Execution.Subtask, task.NeedsThread);
        }
    }

    // Tasks of one slot share what it has. Those that ran in a slot which is none any more keep theirs to their end.
    private IManagedMemory MemoryOf(RunningJob job, AllocationId slot, string group)
    {
        lock (_gate)
        {
            if (!job.Memory.TryGetValue(slot, out var memory))
            {
                var used = job.Tasks.Values.Select(static entry => entry.Allocation).ToHashSet();
                foreach (var former in job.Memory.Keys.Where(known => !used.Contains(known)).ToArray())
                {
                    job.Memory.Remove(former);
                }

                job.Memory.Add(slot, memory = _shares.ManagedOf(job.Graph, group));
            }

            return memory;
        }
    }

    private List<StreamTask> ForgetSlot(JobId id, AllocationId allocation)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(id, out var job))
            {
                return [];
            }

            var inSlot = job.Tasks.Where(pair => pair.Value.Allocation == allocation).ToList();
            inSlot.ForEach(pair => job.Tasks.Remove(pair.Key));
            return [.. inSlot.Select(static pair => pair.Value.Task)];
        }
    }

    private void Close(CheckpointStorage storage)
    {
        try
        {
            storage.Close();
        }
        catch (Exception e)
        {
            // What tasks left behind costs space, and no job should fail for that.
            LogNotClosed(_services.Logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What tasks had written for checkpoints that were given up could not be removed.")]
    private static partial void LogNotClosed(ILogger logger, Exception cause);

    private sealed record RunningJob(JobGraph Graph, JobChannels Channels, CheckpointStorage Storage)
    {
        public Dictionary<(VertexId Vertex, int Subtask), (StreamTask Task, AllocationId Allocation)> Tasks { get; } = [];

        public Dictionary<AllocationId, IManagedMemory> Memory { get; } = [];
    }
}
