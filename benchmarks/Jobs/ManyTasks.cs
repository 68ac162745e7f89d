using Flink.Benchmarks.Harness;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Flink.Streaming;
using Flink.Streaming.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Benchmarks.Jobs;

/// <summary>The life of a job in its master, with workers that only say that their tasks run and end: slots, deployment, five states of each task, cancellation.</summary>
/// <param name="workers">Workers; each has ten slots, and each slot runs one task of each of five vertices.</param>
internal sealed class ManyTasks(int workers) : IWork
{
    public const int TasksPerWorker = 50;
    private const int SlotsPerWorker = 10;

    private readonly JobGraph _job = Graph(workers * SlotsPerWorker);

    /// <summary>The work for an effort.</summary>
    public static ManyTasks Of(Effort effort, int workers) => new(effort == Effort.Full ? workers : workers / 100);

    /// <inheritdoc/>
    public long Units => (long)workers * TasksPerWorker;

    /// <inheritdoc/>
    public long Run()
    {
        var scheduler = new SteppedScheduler(TimeProvider.System);
        var cluster = new Cluster(workers);
        var master = new JobMaster(_job, cluster, TimeProvider.System, NullLogger.Instance);
        scheduler.Start(master, 0);
        master.Start();
        while (cluster.Running < Units && scheduler.Step())
        {
        }

        _ = master.CancelAsync();
        while (!master.Result.IsCompleted && scheduler.Step())
        {
        }

        return master.Status == JobStatus.Canceled && cluster.Running == Units
            ? cluster.Batches
            : throw new BenchmarkFailure($"The job is {master.Status}, and {cluster.Running} of its {Units} tasks ran.");
    }

    private static JobGraph Graph(int parallelism)
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(parallelism).SetMaxParallelism(parallelism);
        environment.FromSource(new SequenceSource(1, 100), "Numbers")
            .Map(static number => number).DisableChaining()
            .Rebalance()
            .Map(static number => number).DisableChaining()
            .Map(static number => number).DisableChaining()
            .Discard();
        return environment.GetJobGraph("many tasks");
    }

    private sealed class Cluster(int workers) : ISlotSupply
    {
        private JobMaster? _master;
        private int _offered;

        public long Running { get; set; }

        public long Batches { get; set; }

        public void Start(JobMaster master)
        {
            _master = master;
            for (var i = 0; i < workers; i++)
            {
                master.AddTaskManager(
                    new TaskManagerLocation(new TaskManagerId($"worker-{i}"), $"host-{i}", new EndpointAddress($"host-{i}:6122", "taskmanager"), $"host-{i}", 6121),
                    new Worker(this));
            }
        }

        public void Declare(IReadOnlyList<ResourceRequirement> requirements)
        {
            var needed = requirements.Sum(static one => one.Count);
            for (; _offered < workers && _offered * SlotsPerWorker < needed; _offered++)
            {
                var id = new TaskManagerId($"worker-{_offered}");
                SlotOffer[] offers = [.. Enumerable.Range(_offered * SlotsPerWorker, SlotsPerWorker)
                    .Select(static slot => new SlotOffer(new AllocationId(new Id128(1, (ulong)slot)), slot % SlotsPerWorker, ResourceProfile.Unknown))];
                _master!.Post(() => _master.OfferSlots(id, offers));
            }
        }

        public void Stop(bool hasEnded, string reason)
        {
        }
    }

    private sealed class Worker(Cluster cluster) : ITaskManagerGateway
    {
        private ITaskListener? _listener;

        public void Submit(DeploymentBatch batch, ITaskListener listener)
        {
            _listener = listener;
            cluster.Batches++;
            foreach (var task in batch.Tasks)
            {
                listener.TaskStateChanged(task.Execution, ExecutionState.Initializing, null, null);
                listener.TaskStateChanged(task.Execution, ExecutionState.Running, null, null);
                cluster.Running++;
            }
        }

        public void Cancel(ExecutionId execution) => _listener!.TaskStateChanged(execution, ExecutionState.Canceled, null, null);

        public void FreeSlot(JobId job, AllocationId allocation, string reason)
        {
        }

        public void ReleaseJob(JobId job, bool hasEnded)
        {
        }

        public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split)
        {
        }

        public void SendNoMoreSplits(ExecutionId execution)
        {
        }

        public void AlignSource(ExecutionId execution, long maxWatermark)
        {
        }

        public void ResultsTaken(ExecutionId execution, long stream, int count)
        {
        }

        public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier)
        {
        }

        public void AbortCheckpoint(ExecutionId execution, long checkpointId)
        {
        }

        public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId)
        {
        }
    }
}
