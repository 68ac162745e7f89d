using Flink.Cli.CommandLine;

return FlinkCommand.Run(args);
