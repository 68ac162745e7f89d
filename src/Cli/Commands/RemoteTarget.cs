using Flink.Cli.CommandLine;
using Flink.Core.Configuration;

namespace Flink.Cli.Commands;

/// <summary>The target of a verb that asks a running cluster.</summary>
internal static class RemoteTarget
{
    private const string Remote = "remote";

    /// <exception cref="CliException">The configured target is no cluster that can be asked.</exception>
    public static FlinkConfiguration Check(FlinkConfiguration configuration)
    {
        var target = configuration.Get(ExecutionOptions.Target, Remote);
        return target switch
        {
            Remote => configuration,
            "local" => throw new CliException("target 'local' has no jobs that can be asked for: an embedded job lives in the process that runs it. Use -t remote"),
            _ => throw new CliException($"target '{target}' has no engine here; there is 'remote', a running cluster"),
        };
    }
}
