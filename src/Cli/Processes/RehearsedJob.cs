using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Cli.Processes;

/// <summary>The job of a <see cref="Rehearsal"/>: two vertices that exchange records by key, as most jobs have.</summary>
internal static class RehearsedJob
{
    private const int Parallelism = 2;

    /// <summary>Its id, which no real job has.</summary>
    public static JobId Id { get; } = new(new Id128(0, 1));

    /// <summary>The job.</summary>
    public static JobSubmission Submission()
    {
        var graph = NewProgram().GetJobGraph().With(Id);
        return new JobSubmission { Id = graph.Id, Name = graph.Name, Graph = JobGraphSerializer.Write(graph).Bytes };
    }

    /// <summary>Executes the job as a program does: with the executor of the moment.</summary>
    public static async Task ExecuteAsync() => await NewProgram().SubmitAsync().ConfigureAwait(false);

    private static StreamExecutionEnvironment NewProgram()
    {
        // Not that of the launcher: an application's Main may have begun in this process, and its checkpoints and savepoints are none of this job's.
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(Parallelism);
        environment.FromGenerator(static number => number, new GeneratorOptions<long> { RecordsPerSecond = 100 })
            .KeyBy(static number => number % 10)
            .Reduce(static (a, b) => a + b)
            .Discard();
        return environment;
    }
}
