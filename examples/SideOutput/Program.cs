using Flink.Core.EventTime;
using Flink.Examples;
using Flink.Examples.SideOutput;
using Flink.Streaming;
using Flink.Streaming.Windowing.Assigners;

const string Usage = """
    usage: SideOutput [--input FILE|FOLDER] [--output FOLDER]
      --input FILE|FOLDER   the text; else three lines of Newton's Opticks
      --output FOLDER       rejected.txt and counts.csv in this folder, instead of printing both
    """;
var arguments = new Arguments("SideOutput", Usage, args);
var input = arguments.Text("--input");
var output = arguments.Text("--output");
if (arguments.EndProgram(out var exitCode))
{
    return exitCode;
}

var environment = StreamExecutionEnvironment.GetExecutionEnvironment();

var lines = input is null
    ? environment.FromElements(
        "My Design in this Book is not to explain the Properties of Light by",
        "Hypotheses, but to propose and prove them by Reason and Experiments: In",
        "order to which I shall premise the following Definitions and Axioms.")
    : environment.ReadTextFileAsString(input);

// A line's time is when it was read.
var words = lines
    .AssignTimestampsAndWatermarks(
        WatermarkStrategy.ForMonotonousTimestamps<string>().WithTimestampAssigner((_, _) => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()))
    .Process(new Tokenizer()).Name("Tokenize");

var rejected = words
    .GetSideOutput(Tokenizer.Rejected)
    .Map(word => "rejected-" + word);

var counts = words
    .KeyBy(word => word.Word)
    .Window(TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(5)))
    .Sum(word => word.Count);

_ = (output is null ? rejected.Print() : rejected.WriteAsText(Path.Combine(output, "rejected.txt"))).SetParallelism(1);
_ = (output is null ? counts.Print() : counts.WriteAsCsv(Path.Combine(output, "counts.csv"))).SetParallelism(1);
await environment.ExecuteAsync("SideOutput");
return 0;
