using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Peers;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>cluster</c>: processes of a distribution.</summary>
internal static class ProcessFigures
{
    private static readonly Unit Milliseconds = Unit.Of("ms");
    private static readonly Unit Megabytes = Unit.Of("MB");

    private static readonly FlinkPeer StartPeer = new("startup", "start-cluster.sh", parallelism: 1, measuresSeconds: true);

    public static IReadOnlyList<Figure> All { get; } =
    [
        Absolute("cluster/start-taskmanager", Milliseconds, 300, StartUp.TaskManager),
        new()
        {
            Name = "cluster/start-cluster-peer",
            Unit = Unit.Seconds,
            Gate = Gate.RatioAtMost(1 / 6.0),
            Ours = StartUp.Cluster,
            Peer = StartPeer,
        },
        Absolute("cluster/idle-taskmanager", Megabytes, 90, StartUp.IdleTaskManager),
        Absolute("cluster/idle-jobmanager", Megabytes, 110, StartUp.IdleJobManager),
        Absolute("cluster/submit-first", Milliseconds, 150, Submission.First),
        Absolute("cluster/submit-later", Milliseconds, 40, Submission.Later),
        Absolute("cluster/run-detached", Unit.Seconds, 0.5, Submission.Command),
        Absolute("cluster/deploy-1000", Unit.Seconds, 3, Submission.Wide),
    ];

    private static Figure Absolute(string name, Unit unit, double bound, Func<Effort, Measurement> ours) => new()
    {
        Name = name,
        Unit = unit,
        Gate = Gate.ValueAtMost(bound),
        Ours = ours,
    };
}
