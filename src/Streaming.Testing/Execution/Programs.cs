using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Types;

namespace Flink.Streaming.Testing.Execution;

/// <summary>Makes plans of what a test hands over.</summary>
internal static class Programs
{
    private static long _ends;

    /// <summary>The environment of a program that the harness begins.</summary>
    public static StreamExecutionEnvironment NewEnvironment(HarnessOptions? options) => new StreamExecutionEnvironment(FlinkConfiguration.Empty)
        .SetParallelism(options?.Parallelism ?? 1)
        .SetMaxParallelism(options?.MaxParallelism ?? KeyGroups.MinDefaultMaxParallelism);

    /// <summary>An input of such a program.</summary>
    public static DataStream<T> Input<T>(this StreamExecutionEnvironment environment, string name) =>
        environment.FromSource(new HarnessInput<T>(), name).SetParallelism(1);

    /// <summary>The plan of a user's stream.</summary>
    public static Plan PlanOf<T>(DataStream<T> stream, HarnessOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return options is { Parallelism: not null } or { MaxParallelism: not null }
            ? throw new ArgumentException("A stream's parallelism is that of its program: set it there.", nameof(options))
            : PlanOf(stream);
    }

    public static Plan PlanOf<T>(DataStream<T> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var end = $"Output of test harness {Interlocked.Increment(ref _ends)}";
        stream.SinkTo(new HarnessEnd<T>()).Name(end).SetParallelism(1);

        // As in a job, each subtask has functions of its own, and what cannot travel is refused.
        var sent = JobGraphSerializer.Write(stream.Environment.GetJobGraph());
        return Plan.Of(JobGraphSerializer.Read(sent.Bytes, TypeResolver.Of(sent.Assemblies)), $"Sink: {end}");
    }

    public static OperatorNode NodeOf(OperatorFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new OperatorNode { Id = default, Name = "Operator", Factory = factory };
    }
}
