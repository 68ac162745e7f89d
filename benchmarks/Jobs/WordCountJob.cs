using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Examples.WordCount;
using Flink.Streaming;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>The WordCount of the examples, from a text file to CSV files: each word once, with its final count.</summary>
internal sealed class WordCountJob(string input) : IWork
{
    public const int Parallelism = 2;

    public long Units { get; } = new FileInfo(input).Length;

    public TimeSpan? OwnTime { get; private set; }

    public static IWork Book(Effort effort) => new WordCountJob(BookText.Make(effort));

    public long Run()
    {
        var output = WordCountOutput.NewPath();
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(Parallelism);
        environment
            .FromSource(new TextFileSource(input), "Book")
            .FlatMap(new SplitWords())
            .KeyBy(static (in WordCount count) => count.Word)
            .FullWindowPartition()
            .Reduce(new AddCounts())
            .SinkTo(new FileSink<WordCount>(output, new CsvEncoder<WordCount>()));
        OwnTime = environment.ExecuteAsync("WordCount").GetAwaiter().GetResult().NetRuntime;
        return WordCountOutput.Take(output);
    }
}
