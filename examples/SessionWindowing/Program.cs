using Flink.Core.EventTime;
using Flink.Examples;
using Flink.Examples.SessionWindowing;
using Flink.Streaming;
using Flink.Streaming.Windowing.Assigners;

const string Usage = """
    usage: SessionWindowing [--output FILE]
      --output FILE   rows user,start,count into this file, instead of printing them
    """;
var arguments = new Arguments("SessionWindowing", Usage, args);
var output = arguments.Text("--output");
if (arguments.EndProgram(out var exitCode))
{
    return exitCode;
}

// One subtask of everything: it is a handful of records, and one after the other tells more.
var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(1);

var sessions = environment
    .FromElements(
        new Click("a", 1, 1),
        new Click("b", 1, 1),
        new Click("b", 3, 1),
        new Click("b", 5, 1),
        new Click("c", 6, 1),
        new Click("a", 10, 1), // more than 3 ms after the last click of a: another session
        new Click("c", 11, 1)) // and another one of c
    .AssignTimestampsAndWatermarks(
        WatermarkStrategy.ForGenerator(_ => new WatermarkPerRecord()).WithTimestampAssigner((click, _) => click.Time))
    .KeyBy(click => click.User)
    .Window(EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(3)))
    .Sum(click => click.Count);

_ = output is null ? sessions.Print() : sessions.WriteAsCsv(output);
await environment.ExecuteAsync("SessionWindowing");
return 0;
