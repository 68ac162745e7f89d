using Flink.Core.Configuration;
using Flink.Examples;
using Flink.Examples.StateMachine;
using Flink.Streaming;
using Flink.Streaming.Sources;

const string Usage = """
    usage: StateMachine [--error-rate P] [--records N] [--sleep MS] [--addresses N] [--seed N] [--output FILE]
      --error-rate P   how likely an event is against the rules, from 0 to 1 (0.0001)
      --records N      how many events; 0 for no end (100000)
      --sleep MS       milliseconds between two events (0)
      --addresses N    how many addresses send them (1000)
      --seed N         another number, other events (1)
      --output FILE    rows address,state,signal into this file (with checkpoints: a folder), instead of printing alerts
      --interval MS    takes a checkpoint every so many milliseconds (2000 with --checkpoint-dir, else none)
      --checkpoint-dir FOLDER   keeps checkpoints there and not in memory
    """;
var arguments = new Arguments("StateMachine", Usage, args);
var errorRate = arguments.Number("--error-rate", 0.0001, 0, 1);
var records = arguments.Number("--records", 100_000, 0, long.MaxValue);
var sleep = arguments.Number("--sleep", 0.0, 0, 3_600_000);
var addresses = arguments.Number("--addresses", 1000, 1, int.MaxValue);
var seed = arguments.Number("--seed", 1, 0, int.MaxValue);
var output = arguments.Text("--output");
var checkpoints = arguments.Text("--checkpoint-dir");
var interval = arguments.Number("--interval", checkpoints is null ? 0 : 2000L, 1, 86_400_000);
if (arguments.EndProgram(out var exitCode))
{
    return exitCode;
}

var configuration = checkpoints is null
    ? FlinkConfiguration.Empty
    : FlinkConfiguration.Empty.With(CheckpointingOptions.Directory, Path.GetFullPath(checkpoints));
var environment = StreamExecutionEnvironment.GetExecutionEnvironment(configuration);
if (interval > 0)
{
    environment.EnableCheckpointing(TimeSpan.FromMilliseconds(interval));
}

var alerts = environment
    .FromGenerator(new EventGenerator(addresses, errorRate, seed), new GeneratorOptions<Event>
    {
        Count = records == 0 ? null : records,
        RecordsPerSecond = sleep == 0 ? null : 1000 / sleep,
    })
    .SetParallelism(1) // one sender, so that the events of an address stay in their order
    .KeyBy(one => one.Address)
    .FlatMap(new CheckTransitions()).Name("Check transitions").Uid("check-transitions");

_ = (output is null ? alerts.Print() : alerts.WriteAsCsv(output)).SetParallelism(1);
await environment.ExecuteAsync("StateMachine");
return 0;
