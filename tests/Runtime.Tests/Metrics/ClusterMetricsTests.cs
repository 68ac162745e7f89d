using System.Diagnostics.Metrics;
using Flink.Runtime.Metrics;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Tests.Slots;

namespace Flink.Runtime.Tests.Metrics;

public sealed class ClusterMetricsTests
{
    private readonly SlotCluster _cluster = new();

    [Fact]
    public void Workers_slots_and_jobs_are_measured_with_Flinks_names()
    {
        _cluster.StartResourceManager();
        using var metrics = new ClusterMetrics(() => _cluster.ResourceManager!.Figures, static () => 7);
        Assert.Equal((0, 0, 0), SlotsOf(metrics));

        var worker = _cluster.StartWorker("a", slots: 3);
        _cluster.StartWorker("b", slots: 2);
        var master = _cluster.StartMaster(1);
        master.Declare(4);
        _cluster.Pass(TimeSpan.FromMilliseconds(60));
        Assert.Equal((2, 5, 1), SlotsOf(metrics));

        master.Declare(0);
        _cluster.Stop(worker);
        _cluster.Pass(TimeSpan.FromMilliseconds(60));
        var measured = Measure(metrics);

        Assert.Equal((1, 2), (measured["numRegisteredTaskManagers"], measured["taskSlotsTotal"]));
        Assert.Equal(7, measured["numRunningJobs"]);
    }

    [Fact]
    public void What_is_only_known_of_workers_on_demand_is_not_offered_without_them()
    {
        _cluster.StartResourceManager();
        using var metrics = new ClusterMetrics(() => _cluster.ResourceManager!.Figures, static () => 0);

        Assert.DoesNotContain("numPendingTaskManagers", Measure(metrics).Keys);

        using var other = new ClusterMetrics(static () => new WorkerFigures(1, 2, 2) { Pending = 3, StartFailuresPerSecond = 0.5 }, static () => 0);
        var measured = Measure(other);
        Assert.Equal((3, 0.5), (measured["numPendingTaskManagers"], measured["startWorkFailurePerSecond"]));
    }

    private static (double, double, double) SlotsOf(ClusterMetrics metrics)
    {
        var measured = Measure(metrics);
        return (measured["numRegisteredTaskManagers"], measured["taskSlotsTotal"], measured["taskSlotsAvailable"]);
    }

    private static Dictionary<string, double> Measure(ClusterMetrics metrics)
    {
        var measured = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (metrics.Owns(instrument))
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add(instrument.Name, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}
