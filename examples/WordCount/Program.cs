using Flink.Core.Types;
using Flink.Examples.WordCount;
using Flink.Streaming;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;

if (!Arguments.TryParse(args, out var arguments, out var problem))
{
    Console.Error.WriteLine(problem);
    return 1;
}

var environment = StreamExecutionEnvironment.GetExecutionEnvironment();

DataStream<Utf8String> lines = arguments.Input == Arguments.StandardInput
    ? environment.FromSource(new StdinSource(), "Standard input")
    : environment.FromSource(new TextFileSource(arguments.Input), "Text");

var counts = lines
    .FlatMap(new SplitWords()).Name("Split words")
    .KeyBy((in WordCount count) => count.Word)
    .FullWindowPartition()
    .Reduce(new AddCounts()).Name("Count");

if (arguments.Output is null)
{
    await TopWords.PrintAsync(counts.ExecuteAndCollectAsync(jobName: "WordCount"), Console.Out);
    return 0;
}

var sink = counts.SinkTo(new FileSink<WordCount>(arguments.Output, new CsvEncoder<WordCount>())).Name("CSV");
if (!arguments.IsOutputFolder)
{
    sink.SetParallelism(1);
}

await environment.ExecuteAsync("WordCount");
return 0;
