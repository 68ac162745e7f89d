using System.Diagnostics;
using System.Diagnostics.Metrics;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.Metrics;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Metrics;

public class TaskMetricsTests
{
    [Fact]
    public void Records_and_times_of_each_subtask_are_measured_with_Flinks_names()
    {
        var cluster = new SteppedCluster();
        using var metrics = new TaskMetrics(cluster.TaskManager, new KeyValuePair<string, object?>(MetricTags.TaskManagerId, "tm-1"));
        var (job, _) = Numbers(count: 100_000, parallelism: 2);
        cluster.Submit(job);
        while (cluster.Tasks.Count(task => task.RecordsIn > 0) < 3)
        {
            Assert.True(cluster.Scheduler.Step());
            cluster.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }

        var measured = Measure(job.Id.ToString());

        var read = measured.Where(m => m.Name == "numRecordsIn").ToDictionary(m => (m.Tags["task_name"], m.Tags["subtask_index"]), m => m.Value);
        Assert.Equal(3, read.Count);
        Assert.All(read.Values, value => Assert.True(value > 0));
        var sent = measured.Where(m => m.Name == "numRecordsOut" && m.Value > 0).Sum(m => m.Value);
        Assert.Equal(measured.Where(m => m.Name == "operator.numRecordsOut" && Equals(m.Tags["operator_name"], "SourceOperatorFactory")).Sum(m => m.Value), sent);
        Assert.All(measured, m => Assert.Equal("tm-1", m.Tags["tm_id"]));

        // By reference.
        Assert.Equal(3, measured.Count(m => m is { Name: "numBytesOut", Value: 0 }));
        Assert.Contains(measured, m => m.Name == "accumulateBusyTimeMs" && m.Value > 0);
        Assert.Contains(measured, m => m.Name == "accumulateIdleTimeMs" && m.Value > 0);
    }

    [Fact]
    public void Job_is_a_span_that_ends_with_its_status()
    {
        var spans = new List<Activity>();
        var (job, _) = Numbers(count: 10, parallelism: 1);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RuntimeActivities.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == RuntimeActivities.Job && Equals(activity.GetTagItem("job_id"), job.Id.ToString()))
                {
                    spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        new SteppedCluster().RunToEnd(job);

        var span = Assert.Single(spans);
        Assert.Equal(("job", "FINISHED", ActivityStatusCode.Ok), (span.OperationName, span.GetTagItem("job_status"), span.Status));
    }

    private static (Core.Graph.JobGraph Job, Collected<long> Sink) Numbers(long count, int parallelism)
    {
        var job = new TestJob();
        var sink = new Collected<long>();
        var source = job.Vertex(parallelism, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, count)));
        job.Edge<long>(source, job.Vertex(1, sink), RebalancePartitioner.Instance);
        return (job.Build(), sink);
    }

    private static List<(string Name, long Value, Dictionary<string, object?> Tags)> Measure(string jobId)
    {
        var measured = new List<(string, long, Dictionary<string, object?>)>();
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
            if (Equals(byName.GetValueOrDefault("job_id"), jobId))
            {
                measured.Add((instrument.Name, value, byName));
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}
