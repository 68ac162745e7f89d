using System.Buffers;
using System.Runtime.Loader;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Types;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.State;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Messages;

namespace Flink.Runtime.Tests.JobManager;

public class TaskMessagesTests
{
    private static readonly MessageRegistry _registry = new MessageRegistry().AddTaskMessages();
    private static readonly JobId _job = new(new Id128(1, 2));
    private static readonly VertexId _vertex = new(new Id128(3, 4));
    private static readonly ExecutionId _execution = new(_job, _vertex, 5, 6);
    private static readonly FencingToken _token = new(7, 8);

    [Fact]
    public void Deployment_arrives_with_its_restore_and_the_places_of_its_partners()
    {
        var workers = Enumerable.Range(0, 3)
            .Select(i => new TaskManagerLocation(new TaskManagerId($"w{i}"), $"h{i}", new EndpointAddress($"h{i}:1", "taskmanager"), $"h{i}", 10 + i)).ToArray();
        var places = Enumerable.Range(0, 6).Select(i => new TaskPlacement(_vertex, 4 + i, i % 2, workers[i % 3])).ToArray();
        var restore = new TaskRestore(
            9,
            new Dictionary<OperatorId, OperatorRestore>
            {
                [new OperatorId(new Id128(1, 1))] = new(4,
                [
                    new WriterState(1, new InlineState(new StateShape(true, new KeyGroupRange(2, 5)), new byte[] { 1, 2, 3 })),
                    new WriterState(3, new FileState(new StateShape(false, new KeyGroupRange(0, 8), true), 70, FilePath.Parse("s3://bucket/a/b"), 90, 11, new BlockPosition(12, 13))),
                ]),
            },
            IsFinished: true);
        var sent = new SubmitTasks(
            _job,
            _token,
            new JobDescription([1, 2, 3], "hash", new TaskCheckpoints(FilePath.Parse("file:/x"), 20, CheckpointingMode.AtLeastOnce, true)),
            PlacedVertices.Of(new JobPlacement([new VertexPlacement(_vertex, 4, places)])),
            [new SubtaskDeployment(_execution, new AllocationId(new Id128(5, 5)), restore)]);

        var got = Trip(sent);

        Assert.Equal(3, got.Placement.TaskManagers.Length);
        var placement = got.Placement.ToPlacement();
        Assert.All(places, place => Assert.Equal(place, placement.Of(_vertex, place.Subtask)));
        Assert.Throws<KeyNotFoundException>(() => placement.Of(_vertex, 3));
        Assert.Equal(sent.Description!.Checkpoints, got.Description!.Checkpoints);
        Assert.Equal((_execution, true, 9L), (got.Tasks[0].Execution, got.Tasks[0].Restore!.IsFinished, got.Tasks[0].Restore!.CheckpointId));
        var states = got.Tasks[0].Restore!.Operators.Values.Single().States;
        Assert.Equal([1, 2, 3], ((InlineState)states[0].State).Bytes.ToArray());
        Assert.Equal(restore.Operators.Values.Single().States[1], states[1]);
    }

    [Fact]
    public void Failure_arrives_with_its_causes_its_text_and_whether_a_restart_may_help()
    {
        Exception failure;
        try
        {
            throw new TaskFailedException("job", "task", new SuppressRestartsException("no", new InvalidOperationException("why")));
        }
        catch (Exception e)
        {
            failure = e;
        }

        var got = Trip(new TaskMoved(_execution, ExecutionState.Failed, TaskError.Of(failure), null)).Error!.ToException();

        Assert.Equal((failure.Message, typeof(TaskFailedException).FullName), (got.Message, got.ErrorType));
        Assert.Equal("why", got.InnerException!.InnerException!.Message);
        Assert.Equal(failure.ToString(), got.ToString());
        Assert.False(JobFailover.IsRetryable(got));
        Assert.True(JobFailover.IsRetryable(TaskError.Of(new TaskFailedException("job", "task", new InvalidOperationException("why"))).ToException()));
    }

    [Fact]
    public void End_of_a_task_arrives_with_accumulators_of_the_programs_own_types()
    {
        var report = new TaskReport(
            new Dictionary<string, IAccumulator> { ["longest"] = new Longest { Text = "abc" }, ["count"] = Count(5) },
            12,
            3,
            new TaskFigures(1, 2, 3, 4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)));

        var got = Trip(new TaskMoved(_execution, ExecutionState.Finished, null, TaskEnd.Of(report))).End!.ToReport(TypeResolver.In(AssemblyLoadContext.Default));

        Assert.Equal(("abc", 5L), (got.Accumulators["longest"].Value, got.Accumulators["count"].Value));
        Assert.Equal((12L, 3L, report.Figures), (got.RecordsRead, got.LastCheckpoint, got.Figures));
    }

    [Fact]
    public void Every_other_message_arrives_as_it_was_sent()
    {
        Message[] messages =
        [
            new CancelTask(_token, _execution), new EndSplits(_token, _execution), new AlignSource(_token, _execution, 5),
            new TriggerCheckpoint(_token, _execution, 5, 6), new AbortCheckpoint(_token, _execution, 5), new CompleteCheckpoint(_token, _execution, 5),
            new TakeResults(_token, _execution, 4, 2), new RequestSplit(_execution), new ReportWatermark(_execution, -5), new AwaitCheckpoint(_execution),
            new DeclineCheckpoint(_execution, 3, TaskError.Of(new FlinkException("no"))), new TaskGivenUp(_execution, "t", null, TimeSpan.FromSeconds(1)),
        ];
        Assert.All(messages, message => Assert.Equal(message, Trip(message)));
        Assert.Equal([3, 4], Trip(new ProduceResults(_execution, 7, [3, 4])).Results);
        Assert.Equal([1, 2], Trip(new AssignSplit(_token, _execution, [1, 2])).Split);
        var snapshot = new TaskSnapshot(new Dictionary<OperatorId, StateHandle> { [new OperatorId(new Id128(1, 1))] = new InlineState(default, new byte[] { 9 }) }, true);
        var got = Trip(new AcknowledgeCheckpoint(_execution, 4, snapshot)).Snapshot;
        Assert.Equal((true, (byte)9), (got.IsFinished, ((InlineState)got.Operators.Values.Single()).Bytes.Span[0]));
    }

    private static T Trip<T>(T message)
        where T : Message
    {
        var buffer = new ArrayBufferWriter<byte>();
        var kind = _registry.KindOf(message);
        kind.Write(message, buffer);
        return (T)_registry.Find(kind.Name)!.Read(buffer.WrittenSpan);
    }

    private static LongCounter Count(long value)
    {
        var counter = new LongCounter();
        counter.Add(value);
        return counter;
    }

    private sealed class Longest : IAccumulator
    {
        public string Text { get; set; } = "";

        public object Value => Text;

        public void Merge(IAccumulator other) => Text = ((Longest)other).Text.Length > Text.Length ? ((Longest)other).Text : Text;

        public IAccumulator Copy() => new Longest { Text = Text };
    }
}
