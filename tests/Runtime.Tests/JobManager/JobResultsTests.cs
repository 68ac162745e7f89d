using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Results;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.JobManager;

public class JobResultsTests
{
    private const long Stream = 42;
    private static readonly ExecutionId _first = new(new JobId(new Id128(1, 1)), new VertexId(new Id128(2, 2)), 0, 0);
    private readonly FakeTimeProvider _clock = new();
    private readonly TakenResults _tasks = new();
    private readonly JobResults _results;

    public JobResultsTests() => _results = new JobResults(_tasks, _clock, static action =>
    {
        action();
        return true;
    });

    [Fact]
    public async Task Program_gets_pieces_in_order_and_its_next_request_says_that_it_has_them()
    {
        Add(1);
        Add(2);

        Assert.Equal([1, 2], Numbers(await Fetch(0)));
        Assert.Equal([1, 2], Numbers(await Fetch(0)));
        Assert.Empty(_tasks.Taken);

        Add(3);
        Assert.Equal([2, 3], Numbers(await Fetch(1)));
        Assert.Equal([3], Numbers(await Fetch(2)));
        Assert.Equal([1, 1], _tasks.Taken);
    }

    [Fact]
    public async Task Program_waits_for_results_a_while()
    {
        var waiting = Fetch(0);
        Assert.False(waiting.IsCompleted);
        Add(7);
        Assert.Equal([7], Numbers(await waiting));

        var none = Fetch(1);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((1L, 0, false), ((await none).From, (await none).Pieces.Count, (await none).HasEnded));
        Assert.False(Fetch(1).IsCompleted);
    }

    [Fact]
    public async Task End_of_the_job_is_told_behind_the_last_piece()
    {
        var waiting = Fetch(0);
        _results.End();
        Assert.True((await waiting).HasEnded);

        Add(1);
        Assert.Equal((1, true), ((await Fetch(0)).Pieces.Count, (await Fetch(0)).HasEnded));
    }

    [Fact]
    public async Task Results_that_nobody_got_are_dropped_when_their_task_starts_over_and_others_forbid_it()
    {
        Add(1);
        Assert.True(_results.TryStartOver(id => id == _first));
        Add(2, _first with { Attempt = 1 });
        Assert.Equal([2], Numbers(await Fetch(0)));

        Assert.True(_results.TryStartOver(id => id == _first));
        Assert.False(_results.TryStartOver(id => id == _first with { Attempt = 1 }));
    }

    [Fact]
    public async Task Program_that_has_pieces_of_another_JobManager_is_told_so()
    {
        Add(1);

        var error = await Assert.ThrowsAsync<FlinkException>(() => Fetch(5));
        Assert.Contains("another JobManager has taken over", error.Message, StringComparison.Ordinal);
    }

    private void Add(byte number, ExecutionId? execution = null) => _results.Add(execution ?? _first, Stream, new[] { number });

    private Task<ResultPage> Fetch(long from) => _results.FetchAsync(Stream, from, TimeSpan.FromSeconds(10));

    private static IEnumerable<int> Numbers(ResultPage page) => page.Pieces.Select(static piece => (int)piece.Span[0]);

    private sealed class TakenResults : ITaskGateway
    {
        public List<int> Taken { get; } = [];

        public void ResultsTaken(ExecutionId execution, long stream, int count) => Taken.Add(count);

        public void Cancel(ExecutionId execution) => throw new NotSupportedException();

        public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split) => throw new NotSupportedException();

        public void SendNoMoreSplits(ExecutionId execution) => throw new NotSupportedException();

        public void AlignSource(ExecutionId execution, long maxWatermark) => throw new NotSupportedException();

        public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier) => throw new NotSupportedException();

        public void AbortCheckpoint(ExecutionId execution, long checkpointId) => throw new NotSupportedException();

        public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId) => throw new NotSupportedException();
    }
}
