using Flink.Streaming;

var environment = StreamExecutionEnvironment.GetExecutionEnvironment();
var lines = args is [var path]
    ? environment.ReadTextFileAsString(path)
    : environment.FromElements("to be or not to be", "that is the question");
lines
    .FlatMap<WordCount>((line, output) =>
    {
        foreach (var word in line.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            output.Collect(new WordCount(word, 1));
        }
    })
    .KeyBy(count => count.Word)
    .FullWindowPartition()
    .Reduce((a, b) => a with { Count = a.Count + b.Count })
    .Print();
await environment.ExecuteAsync("WordCount");

record struct WordCount(string Word, long Count);
