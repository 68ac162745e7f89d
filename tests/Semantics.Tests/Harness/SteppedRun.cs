using System.Diagnostics;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.Tests.Jobs;

namespace Flink.Semantics.Tests.Harness;

/// <summary>One job of a case in a cluster of its own, on the test's thread: each line is processed to the end before the next.</summary>
internal sealed class SteppedRun : IDisposable
{
    private readonly IReadOnlyList<InputLine> _input;
    private readonly Transcript _transcript;
    private readonly SteppedCluster _cluster = new();
    private readonly JobUnderTest _job;
    private readonly JobMaster _master;
    private int _position;

    public SteppedRun(RecordedCase recorded, Transcript transcript, int parallelism, Cut? from = null)
    {
        _input = GoldenFiles.Input(recorded.Name);
        _transcript = transcript;
        _position = from?.Position ?? 0;
        _job = new JobUnderTest(_input, transcript, parallelism);
        recorded.Build(_job);
        foreach (var read in _input.Take(_position).Where(line => line.Kind != LineKind.Sleep).GroupBy(line => line.Stream))
        {
            _job.FeedOf(read.Key).Skip(read.Count());
        }

        if (from is not null)
        {
            _cluster.Clock.SetUtcNow(from.Now);
        }

        var printed = transcript.Count;
        _master = _cluster.Submit(_job.Submit(), from?.Snapshot);
        _cluster.Scheduler.RunUntilIdle();
        AssertRunning();
        PrintedAtStart = transcript.Count - printed;
    }

    /// <inheritdoc cref="JobUnderTest.Tags"/>
    public IReadOnlyCollection<string> Tags => _job.Tags;

    /// <summary>How much was printed before the first line was fed.</summary>
    public int PrintedAtStart { get; }

    /// <summary>Feeds the lines up to a position.</summary>
    public void FeedUntil(int position)
    {
        for (; _position < position; _position++)
        {
            var line = _input[_position];
            _transcript.BeginStep();
            if (line.Kind == LineKind.Sleep)
            {
                _cluster.Clock.Advance(TimeSpan.FromMilliseconds(line.Value));
            }
            else
            {
                _job.FeedOf(line.Stream).Release();
            }

            _cluster.Scheduler.RunUntilIdle();
            AssertRunning();
        }
    }

    /// <summary>Feeds the rest and ends the sources one after the other, and with them the job.</summary>
    public void FeedToEnd()
    {
        FeedUntil(_input.Count);
        foreach (var feed in _job.Feeds)
        {
            _transcript.BeginStep();
            feed.End();
            _cluster.Scheduler.RunUntilIdle();
        }

        Assert.True(_master.Result.IsCompletedSuccessfully, $"All sources have ended and the job is {_master.Status}.");
        Assert.Null(_master.Result.Result.Failure);
    }

    /// <summary>Takes a snapshot and cancels the job.</summary>
    public Cut Stop()
    {
        var snapshot = _master.SnapshotAsync();
        var asked = Stopwatch.GetTimestamp();
        while (!snapshot.IsCompleted)
        {
            // What is written in the background comes back as a message; the deadline is for a snapshot that never does.
            if (!_cluster.Scheduler.Step())
            {
                Assert.False(Stopwatch.GetElapsedTime(asked) > TimeSpan.FromMinutes(2), "The snapshot does not complete.");
                Thread.Yield();
            }
        }

        var printed = _transcript.Count;
        _ = _master.CancelAsync();
        _cluster.Scheduler.RunUntilIdle();
        Assert.Equal(printed, _transcript.Count);
        return new Cut(snapshot.GetAwaiter().GetResult(), _position, _cluster.Clock.GetUtcNow());
    }

    public void Dispose()
    {
        _cluster.TaskManager.Dispose();
        _job.Dispose();
    }

    private void AssertRunning()
    {
        if (_master.Result.IsCompleted)
        {
            Assert.Fail($"The job is {_master.Status} at line {_position + 1} of the input: {_master.Result.Result.Failure}");
        }
    }

    /// <summary>Where a run was stopped.</summary>
    internal sealed record Cut(JobSnapshot Snapshot, int Position, DateTimeOffset Now);
}
