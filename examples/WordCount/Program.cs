using Flink.Examples.WordCount;
using Flink.Streaming;

if (!Arguments.TryParse(args, out var arguments, out var problem))
{
    Console.Error.WriteLine(problem);
    return 1;
}

var environment = StreamExecutionEnvironment.GetExecutionEnvironment();

var counts = environment
    .ReadTextFile(arguments.Input)
    .FlatMap(new SplitWords()).Name("Split words")
    .KeyBy((in WordCount count) => count.Word)
    .FullWindowPartition()
    .Reduce(new AddCounts()).Name("Count");

if (arguments.Output is null)
{
    await TopWords.PrintAsync(counts.ExecuteAndCollectAsync(jobName: "WordCount"), Console.Out);
    return 0;
}

var sink = counts.WriteAsCsv(arguments.Output);
if (!arguments.IsOutputFolder)
{
    sink.SetParallelism(1);
}

await environment.ExecuteAsync("WordCount");
return 0;
