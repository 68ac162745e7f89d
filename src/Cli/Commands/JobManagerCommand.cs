using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Processes;
using Flink.Core.Configuration;
using Flink.Runtime.Memory;

namespace Flink.Cli.Commands;

/// <summary><c>flink jobmanager</c>, for scripts: this process becomes the JobManager of a session.</summary>
internal static class JobManagerCommand
{
    /// <summary>What the option of the address is for.</summary>
    public const string AddressFolder = "Gets an empty folder, named by the address of the REST endpoint with + for :, as soon as that takes jobs.";

    public static Verb Create()
    {
        var options = new ProcessOptions();
        var host = new Option<string>("--host") { HelpName = "name", Description = "Name or address under which others reach this JobManager and its REST endpoint; otherwise jobmanager.rpc.address and rest.address." };
        var port = new Option<string>("--webui-port") { HelpName = "port", Description = "Port of the REST endpoint; otherwise rest.port." };
        var addressFolder = new Option<string>("--addressFolder") { HelpName = "folder", Description = AddressFolder };
        var command = new Command("jobmanager", "Becomes the JobManager of a session, until it is asked to end. Scripts call it: bin/jobmanager.sh.");
        options.AddTo(command);
        command.Add(host);
        command.Add(port);
        command.Add(addressFolder);
        return new Verb(command, "[options]", ["bin/jobmanager.sh start"], [], (parsed, operands) => Run(options, host, port, addressFolder, parsed, operands));
    }

    private static int Run(ProcessOptions options, Option<string> host, Option<string> port, Option<string> addressFolder, ParseResult parsed, string[] operands)
    {
        if (operands.Length > 0)
        {
            throw new CliException($"flink jobmanager takes options only: {operands[0]}");
        }

        // Of several masters each is where its line says: one configuration cannot name them all.
        var named = parsed.GetValue(host);
        var loaded = options.Load(parsed, [.. Of(JobManagerOptions.RpcAddress, named), .. Of(RestOptions.Address, named), .. Of(RestOptions.Port, parsed.GetValue(port))]);
        var memory = JobManagerProcessMemory.From(loaded.Configuration);
        return new ClusterProcess("JobManager", parsed, options, loaded).Run(memory, context => new JobManagerRole(context, parsed.GetValue(addressFolder)));
    }

    private static IEnumerable<string> Of(ConfigOption option, string? value) => value is null ? [] : [$"{option.Key}={value}"];
}
