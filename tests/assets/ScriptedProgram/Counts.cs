using Flink.Core.Configuration;
using Flink.Streaming;
using Flink.Streaming.Sinks;

namespace Flink.Assets.ScriptedProgram;

/// <summary>A job whose files prove that nothing was lost and nothing counted twice: a line for each record with how many its key has had by then.</summary>
internal static class Counts
{
    private const int Keys = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Counts until the file <c>gate</c> in the folder lets it end.</summary>
    /// <param name="folder">Where that is.</param>
    /// <param name="output">Where results go; null for <c>out</c> in the folder.</param>
    /// <param name="records">How many records.</param>
    /// <param name="hasOther">Whether a second pipeline without a connection to the first, of one task, runs beside it.</param>
    public static Task RunAsync(string folder, string? output, long records, bool hasOther)
    {
        var gate = Path.Combine(folder, "gate");
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().EnableCheckpointing(Interval);
        environment.FromSource(new GatedSource(records, gate), "numbers")
            .Map(number => (Key: number % Keys, Count: 1L, Last: number))
            .KeyBy(entry => entry.Key)
            .Reduce((a, b) => (a.Key, a.Count + b.Count, b.Last))
            .WriteAsText(output ?? Path.Combine(folder, "out"));
        if (hasOther)
        {
            environment.FromSource(new GatedSource(records, gate), "aside").SetParallelism(1)
                .SinkTo(new DiscardingSink<long>()).SetParallelism(1);
        }

        return environment.ExecuteAsync(environment.Configuration.Get(PipelineOptions.Name, "counts"));
    }
}
