using System.Text.RegularExpressions;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.ResourceManagers.SlowTests.Faults;

public sealed partial class SameEngineTests
{
    [Fact]
    public async Task Engine_is_byte_for_byte_the_same_in_all_deployments_and_one_stored_job_graph_runs_in_all()
    {
        await using var home = new Home();
        var graph = Path.Combine(home.Work, "graph");
        Assert.Equal(0, await (await home.RunAsync("run", "-t", "local", "-p", "1", Built.ScriptedProgram, "store", graph)).ExitAsync());
        var stored = await File.ReadAllBytesAsync(graph);

        var embedded = await home.RunAsync("run", "-t", "local", Built.ScriptedProgram, "stored", graph);
        var process = await home.RunAsync("run", "-t", "process", Built.ScriptedProgram, "stored", graph);
        var (rpc, rest) = (FreePorts.Take(), FreePorts.Take());
        string[] near = ["-D", "jobmanager.rpc.address=localhost", "-D", $"jobmanager.rpc.port={rpc}", "-D", "jobmanager.bind-host=localhost", "-D", "taskmanager.host=localhost"];
        home.StartRole("jobmanager", [.. near, "-D", $"rest.port={rest}"]);
        var worker = home.StartRole("taskmanager", near);
        await worker.LogsAsync("Registered at ResourceManager");
        var standalone = await home.RunAsync("run", "-m", $"localhost:{rest}", Built.ScriptedProgram, "stored", graph);
        Assert.True(await standalone.ExitAsync() == 0, home.Tell("It failed in the standalone cluster"));

        string[] expected = ["10", "20", "30"];
        await Waiting.UntilAsync(() => TensOf(worker).Length >= expected.Length, () => home.Tell("The worker of the standalone cluster has not printed all"));
        Assert.All([embedded, process, worker], command => Assert.Equal(expected, TensOf(command)));
        Assert.Equal(stored, await File.ReadAllBytesAsync(graph));
        var hashes = home.LogTexts()
            .SelectMany(static log => Engine().Matches(log)).Select(static match => match.Groups[1].Value).ToArray();

        // Two embedded commands, JobManager and worker of both clusters.
        Assert.True(hashes.Length >= 6, home.Tell($"{hashes.Length} processes have told the hash of their engine"));
        Assert.Single(hashes.Distinct());
    }

    private static string[] TensOf(FlinkProcess command) => [.. command.Output.Split('\n').Where(static line => Tens().IsMatch(line)).Order()];

    [GeneratedRegex("Engine ([0-9a-f]{32})")]
    private static partial Regex Engine();

    [GeneratedRegex("^[123]0$")]
    private static partial Regex Tens();
}
