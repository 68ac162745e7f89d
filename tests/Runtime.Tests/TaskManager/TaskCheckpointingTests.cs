using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Memory;
using Flink.Runtime.Scheduling;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Latency;
using Flink.Runtime.Tests.Dispatcher;
using Flink.Runtime.Tests.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.TaskManager;

/// <summary>What a master hears of state that could not be stored: the first cause that it hears is the one that people read.</summary>
public sealed class TaskCheckpointingTests
{
    [Fact]
    public void State_that_is_cut_off_by_the_end_of_its_task_is_not_declined()
    {
        var answers = new Answers();
        TaskCheckpointing? checkpointing = null;
        checkpointing = Begin(answers, () => checkpointing!.AbortAll());

        checkpointing.Store(1, [], isFinished: false);

        Assert.Empty(answers.Declined);
    }

    [Fact]
    public void State_of_a_checkpoint_that_was_given_up_is_declined_so_that_its_files_go()
    {
        var answers = new Answers();
        TaskCheckpointing? checkpointing = null;
        checkpointing = Begin(answers, () => checkpointing!.Abort(1));

        checkpointing.Store(1, [], isFinished: false);

        Assert.IsType<OperationCanceledException>(Assert.Single(answers.Declined));
    }

    [Fact]
    public void State_that_the_storage_does_not_take_is_declined_with_its_reason()
    {
        var answers = new Answers();
        var reason = new IOException("The disk is full.");

        Begin(answers, () => throw reason).Store(1, [], isFinished: false);

        Assert.Same(reason, Assert.Single(answers.Declined));
    }

    private static TaskCheckpointing Begin(Answers answers, Action meanwhile)
    {
        var job = new TestJob();
        job.Vertex(1, new Discard());
        var graph = job.Build();
        var deployment = new TaskDeployment
        {
            Execution = new ExecutionId(graph.Id, graph.Vertices[0].Id, 0, 0),
            Job = graph,
            Vertex = graph.Vertices[0],
            Storage = new Interrupted(meanwhile),
        };
        var cluster = new SteppedCluster();
        var services = new TaskServices(cluster.Scheduler, new ManagedMemory(1), NullLogger.Instance, InlineIo.Instance, new FileSystemRegistry(), new LatencySettings());
        return new TaskCheckpointing(deployment, services, answers, new TaskSpans(deployment));
    }

    /// <summary>Something happens while state is stored.</summary>
    private sealed class Interrupted(Action meanwhile) : CheckpointStorage
    {
        public override void Prepare()
        {
        }

        public override IReadOnlyDictionary<OperatorId, StateHandle> Store(
            long checkpointId, string owner, IReadOnlyList<TaskState> states, CancellationToken cancellation)
        {
            meanwhile();
            cancellation.ThrowIfCancellationRequested();
            return new Dictionary<OperatorId, StateHandle>();
        }

        public override JobSnapshot Complete(JobSnapshot snapshot) => snapshot;

        public override void Discard(long checkpointId)
        {
        }

        public override void Close()
        {
        }
    }

    private sealed class Answers : ITaskListener
    {
        public List<Exception> Declined { get; } = [];

        public void CheckpointDeclined(ExecutionId execution, long checkpointId, Exception cause) => Declined.Add(cause);

        public void CheckpointAcknowledged(ExecutionId execution, long checkpointId, TaskSnapshot snapshot) => Assert.Fail("It was not stored.");

        public void TaskStateChanged(ExecutionId execution, ExecutionState state, Exception? failure, TaskReport? report)
        {
        }

        public void SplitRequested(ExecutionId execution)
        {
        }

        public void WatermarkReported(ExecutionId execution, long time)
        {
        }

        public void TaskAwaitsCheckpoint(ExecutionId execution)
        {
        }

        public void ResultsProduced(ExecutionId execution, long stream, ReadOnlyMemory<byte> results)
        {
        }

        public void TaskAbandoned(ExecutionId execution, string taskName, string? thread, TimeSpan waited)
        {
        }
    }
}
