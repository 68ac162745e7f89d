using System.Diagnostics.Metrics;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Metrics;

public class JobMetricsTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);
    private readonly SteppedCluster _cluster = new();

    [Fact]
    public void Checkpoints_of_a_job_are_measured_with_Flinks_names()
    {
        var master = Submit();
        using var metrics = new JobMetrics(master);
        Assert.Equal(0, Measure(master)["numberOfCompletedCheckpoints"]);

        _cluster.RunUntil(() => master.Checkpoints.Completed == 2, TimeSpan.FromMilliseconds(1));
        var measured = Measure(master);

        Assert.Equal(2, measured["numberOfCompletedCheckpoints"]);
        Assert.Equal(0, measured["numberOfFailedCheckpoints"]);
        Assert.Equal(0, measured["numberOfInProgressCheckpoints"]);
        Assert.Equal(master.Checkpoints.LastSize, measured["lastCheckpointSize"]);
        Assert.True(measured["lastCheckpointSize"] > 0);
        Assert.Equal((long)master.Checkpoints.LastDuration.TotalMilliseconds, measured["lastCheckpointDuration"]);
        Assert.Equal(0, measured["numRestarts"]);
        Assert.Equal((2, 2), (measured["totalNumberOfCheckpoints"], measured["lastCompletedCheckpointId"]));
        Assert.Equal(_cluster.Clock.GetUtcNow().ToUnixTimeMilliseconds(), measured["lastCheckpointCompletedTimestamp"]);
        Assert.Equal(measured["lastCheckpointSize"], measured["lastCheckpointFullSize"]);
    }

    [Fact]
    public void Time_of_a_job_in_its_states_is_measured_until_it_has_ended()
    {
        var master = Submit();
        using var metrics = new JobMetrics(master);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        var running = Measure(master);
        Assert.Equal((5000, 5000, 0), (running["uptime"], running["runningTime"], running["downtime"]));
        Assert.Equal((0, 0), (running["initializingTime"], running["restartingTime"]));

        _ = master.CancelAsync();
        _cluster.Scheduler.RunUntilIdle();

        var ended = Measure(master);
        Assert.Equal((-1, 0, -1), (ended["uptime"], ended["runningTime"], ended["downtime"]));
    }

    [Fact]
    public void Checkpoint_under_way_and_one_that_was_given_up_are_counted()
    {
        var master = Submit();
        using var metrics = new JobMetrics(master);
        _cluster.RunUntil(() => master.Checkpoints.InProgress == 1, TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Measure(master)["numberOfInProgressCheckpoints"]);

        _ = master.CancelAsync();
        _cluster.Scheduler.RunUntilIdle();

        Assert.Equal(JobStatus.Canceled, master.Status);
        var measured = Measure(master);
        Assert.Equal((0, 1), (measured["numberOfInProgressCheckpoints"], measured["numberOfCompletedCheckpoints"] + measured["numberOfFailedCheckpoints"]));
    }

    [Fact]
    public void Disposed_metrics_are_not_offered_any_more()
    {
        var master = Submit();
        var metrics = new JobMetrics(master);
        Assert.NotEmpty(Measure(master));

        metrics.Dispose();

        Assert.Empty(Measure(master));
    }

    private JobMaster Submit()
    {
        // A source that waits between its records: time only passes where nothing is ready.
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(1);
        environment.FromSource(new GeneratorSource<long>(index => index, new GeneratorOptions<long> { RecordsPerSecond = 1000 }), "Endless").Discard();
        var master = _cluster.Submit(
            environment.GetJobGraph("measured"), settings: new JobMasterSettings { Checkpoints = new CheckpointSettings { Interval = _interval } });
        _cluster.RunUntil(() => master.Status == JobStatus.Running, TimeSpan.FromMilliseconds(1));
        return master;
    }

    private static Dictionary<string, long> Measure(JobMaster master)
    {
        var measured = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == TaskMetrics.MeterName)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var byName = tags.ToArray().ToDictionary();
            if (Equals(byName.GetValueOrDefault("job_id"), master.Job.Id.ToString()) && Equals(byName.GetValueOrDefault("job_name"), master.Job.Name) && !byName.ContainsKey("task_name"))
            {
                measured.Add(instrument.Name, value);
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}
