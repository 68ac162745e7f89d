using Flink.Cli.CommandLine;
using Flink.Client.Deployment;

namespace Flink.Cli.Running;

/// <summary>What somebody can type who is attached to a session: Apache Flink's commands.</summary>
internal static class SessionConsole
{
    private const string Help = """
        Available commands:
        help - show these commands
        stop - stop the cluster with everything that runs in it
        quit - leave the cluster, which goes on
        """;

    /// <summary>Takes commands until the input or the cluster ends.</summary>
    public static async Task<int> AttendAsync(ICluster cluster, string system, TextReader input, TextWriter output)
    {
        await output.WriteLineAsync(Help).ConfigureAwait(false);
        while (true)
        {
            var line = Task.Run(input.ReadLine);
            if (await Task.WhenAny(line, cluster.Ended).ConfigureAwait(false) == cluster.Ended)
            {
                var end = await cluster.Ended.ConfigureAwait(false);
                throw new CliException($"cluster {cluster.Id} has ended: {end.Diagnostics}");
            }

            switch ((await line.ConfigureAwait(false))?.Trim())
            {
                case "stop":
                    await cluster.StopAsync(CancellationToken.None).ConfigureAwait(false);
                    await output.WriteLineAsync($"Stopped {cluster.Id}.").ConfigureAwait(false);
                    return ExitCodes.Success;
                case null or "quit":
                    await output.WriteLineAsync($"The cluster goes on; 'flink session stop -t {system} {cluster.Id}' ends it.").ConfigureAwait(false);
                    return ExitCodes.Success;
                case "":
                    break;
                case "help":
                    await output.WriteLineAsync(Help).ConfigureAwait(false);
                    break;
                case var unknown:
                    await output.WriteLineAsync($"Unknown command '{unknown}'. {Help}").ConfigureAwait(false);
                    break;
            }
        }
    }
}
