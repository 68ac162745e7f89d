using System.Globalization;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Benchmarks.Cluster;

/// <summary>Programs whose jobs are only started: this program as a cluster runs it.</summary>
internal static class ClusterJobs
{
    /// <summary>First argument of a program.</summary>
    public const string Command = "job";

    /// <summary>A keyed job that gets a hundred records a second: what the peer's experiment submits.</summary>
    public const string Idle = "idle";

    /// <summary>Five vertices of so many subtasks, with a forward, an all-to-all and two forward exchanges.</summary>
    public const string Wide = "wide";

    /// <summary>Vertices of <see cref="Wide"/>.</summary>
    public const int WideVertices = 5;

    /// <summary>Executes a program.</summary>
    /// <param name="name">Which.</param>
    /// <param name="parallelism">Its parallelism.</param>
    public static async Task Execute(string name, string parallelism)
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(int.Parse(parallelism, CultureInfo.InvariantCulture));
        Build(environment, name);
        await environment.SubmitAsync(name).ConfigureAwait(false);
    }

    private static void Build(StreamExecutionEnvironment environment, string name)
    {
        switch (name)
        {
            case Idle:
                environment.FromGenerator(static number => number, new GeneratorOptions<long> { RecordsPerSecond = 100 })
                    .KeyBy(static number => number % 10)
                    .Reduce(static (a, b) => a + b)
                    .Discard();
                break;
            case Wide:
                environment.FromGenerator(static number => number, new GeneratorOptions<long> { RecordsPerSecond = 100 })
                    .Map(static number => number).DisableChaining()
                    .Rebalance()
                    .Map(static number => number).DisableChaining()
                    .Map(static number => number).DisableChaining()
                    .Discard();
                break;
            default:
                throw new ArgumentException($"There is no job '{name}'.", nameof(name));
        }
    }
}
