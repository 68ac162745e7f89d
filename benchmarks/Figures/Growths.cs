using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;

namespace Flink.Benchmarks.Figures;

/// <summary>What must grow no faster than its size.</summary>
internal static class Growths
{
    public static IReadOnlyList<Growth> All { get; } =
    [
        new Growth
        {
            Name = "cluster/schedule",
            Title = "A job in its master: slots, deployment, five states of each task, cancellation",
            Axis = "tasks",
            Works = [.. Steps(400, 5, static (effort, workers) => ManyTasks.Of(effort, workers))],
        },
        new Growth
        {
            Name = "process/workers",
            Title = "Workers requested, registered, their slots taken and given back, released",
            Axis = "workers",
            Works = [.. Steps(2_000, 5, static (effort, workers) => ManyWorkers.Of(effort, workers))],
        },
    ];

    private static IEnumerable<Func<Effort, IWork>> Steps(int step, int count, Func<Effort, int, IWork> work) =>
        Enumerable.Range(1, count).Select<int, Func<Effort, IWork>>(i => effort => work(effort, i * step));
}
