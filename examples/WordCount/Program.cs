using Flink.Core.Types;
using Flink.Examples.WordCount;
using Flink.Streaming;

if (!Arguments.TryParse(args, out var arguments, out var problem))
{
    Console.Error.WriteLine(problem);
    return 1;
}

var environment = StreamExecutionEnvironment.GetExecutionEnvironment();

// The book travels with the job: workers on other machines and in containers do not see the files of this one.
var lines = arguments.IsBook
    ? environment.FromCollection(File.ReadLines(arguments.Input).Select(Utf8String.From))
    : environment.ReadTextFile(arguments.Input);

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

var sink = counts.WriteAsCsv(arguments.Output);
if (!arguments.IsOutputFolder)
{
    sink.SetParallelism(1);
}

await environment.ExecuteAsync("WordCount");
return 0;
