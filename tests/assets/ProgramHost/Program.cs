using Flink.Rest.Programs.Hosting;

// What the hidden verb of the flink command does, without the command.
var (requests, answers) = (Console.In, Console.Out);
Console.SetIn(TextReader.Null);
Console.SetOut(Console.Error);
await ProgramHost.ServeAsync(args[0], requests, answers);
