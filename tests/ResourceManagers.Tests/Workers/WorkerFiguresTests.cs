using System.Diagnostics;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.Metrics;

namespace Flink.ResourceManagers.Tests.Workers;

/// <summary>What meters and spans show of workers on demand.</summary>
public sealed class WorkerFiguresTests : IDisposable
{
    private readonly ElasticCluster _cluster = new() { BootsAtOnce = false };
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public WorkerFiguresTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == RuntimeActivities.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                // Other tests make spans too, on threads of their own.
                if (Environment.CurrentManagedThreadId == _thread)
                {
                    _spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private readonly int _thread = Environment.CurrentManagedThreadId;

    private ScriptedDriver Driver => _cluster.Driver;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Worker_is_pending_and_has_a_span_from_its_request_until_it_is_registered()
    {
        _cluster.Start();
        _cluster.StartJob(1, 2);
        Assert.Equal((0, 1), (_cluster.ResourceManager!.Figures.Registered, _cluster.ResourceManager.Figures.Pending));
        Assert.Empty(_spans);

        _cluster.Boot(Driver.Requests[0].Id.Value);
        _cluster.Pass(ElasticCluster.Quiet);

        var figures = _cluster.ResourceManager.Figures;
        Assert.Equal((1, 0, 2, 0), (figures.Registered, figures.Pending, figures.Slots, figures.FreeSlots));
        var span = Assert.Single(_spans);
        Assert.Equal((RuntimeActivities.Worker, ActivityStatusCode.Ok), (span.OperationName, span.Status));
        Assert.Equal(Driver.Requests[0].Id.Value, span.GetTagItem(MetricTags.TaskManagerId));
    }

    [Fact]
    public void Worker_that_ends_before_it_has_registered_ends_its_span_with_the_cause()
    {
        _cluster.Start();
        _cluster.StartJob(1, 1);

        Driver.Lose(Driver.Requests[0].Id, "exit code 127: no such program");
        _cluster.Pass(ElasticCluster.Quiet);

        var span = Assert.Single(_spans);
        Assert.Equal((ActivityStatusCode.Error, "exit code 127: no such program"), (span.Status, span.StatusDescription));
        Assert.Equal(1 / 60.0, _cluster.ResourceManager!.Figures.StartFailuresPerSecond);
    }

    [Fact]
    public void Request_that_fails_or_is_needed_no_more_ends_its_span_with_an_error()
    {
        Driver.OnRequest = static request => request.Fail(new WorkerRequestException("no machine answered", isRetryable: false));
        _cluster.Start();
        _cluster.StartJob(1, 1);

        Assert.Equal("no machine answered", Assert.Single(_spans).StatusDescription);
        Assert.Equal(0, _cluster.ResourceManager!.Figures.Pending);

        Driver.OnRequest = static _ => { };
        _cluster.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _cluster.ResourceManager.Figures.Pending);

        _cluster.Stop();
        Assert.Equal((2, "it was needed no more"), (_spans.Count, _spans[1].StatusDescription));
    }
}
