using Flink.Core.EventTime;
using Flink.Examples;
using Flink.Examples.TopSpeedWindowing;
using Flink.Streaming;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Triggers;

const string Usage = """
    usage: TopSpeedWindowing [--input FILE | --cars N --records N --seed N] [--output FILE]
      --input FILE    rows id,speed,distance,time (km/h, m, ms since the epoch), ordered by time; else the program makes some up
      --cars N        how many cars drive (2)
      --records N     how many records they give in all, one a second and car (1000)
      --seed N        another number, another race (1)
      --output FILE   rows id,speed,distance,time into this file, instead of printing them
    """;
var arguments = new Arguments("TopSpeedWindowing", Usage, args);
var input = arguments.Text("--input");
var output = arguments.Text("--output");
var cars = arguments.Number("--cars", 2, 1, 1_000_000);
var records = arguments.Number("--records", 1000, 0, 10_000_000);
var seed = arguments.Number("--seed", 1, 0, int.MaxValue);
arguments.Exclude("--input", "--cars", "--records", "--seed");
if (arguments.EndProgram(out var exitCode))
{
    return exitCode;
}

var environment = StreamExecutionEnvironment.GetExecutionEnvironment();

// One subtask up to KeyBy: the trigger compares a car with where it was before, so the order of time has to be kept.
var drives = input is null
    ? environment.FromCollection(Race.Drive(cars, records, seed))
    : environment.ReadTextFile(input).SetParallelism(1).Map(Car.Parse).SetParallelism(1);

// Every 50 metres, the highest speed of the last 10 seconds.
var topSpeeds = drives
    .AssignTimestampsAndWatermarks(
        WatermarkStrategy.ForMonotonousTimestamps<Car>().WithTimestampAssigner((car, _) => car.Time)).SetParallelism(1)
    .KeyBy(car => car.Id)
    .Window(GlobalWindows.Create())
    .Evictor(TimeEvictor.Of(TimeSpan.FromSeconds(10)))
    .Trigger(DeltaTrigger.Of<Car>(50, (before, now) => now.Distance - before.Distance))
    .MaxBy(car => car.Speed);

_ = (output is null ? topSpeeds.Print() : topSpeeds.WriteAsCsv(output)).SetParallelism(1);
await environment.ExecuteAsync("TopSpeedWindowing");
return 0;
