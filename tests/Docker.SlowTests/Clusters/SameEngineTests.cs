using System.Text.RegularExpressions;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests.Clusters;

[Collection(Name)]
public sealed partial class SameEngineTests : DockerClusterTest
{
    [Fact]
    public async Task Engine_in_containers_is_byte_for_byte_that_of_the_distribution_and_runs_the_same_stored_job_graph()
    {
        const string Cluster = "docker-same-engine";
        using var distribution = FlinkCommand.OfDistribution();
        var graph = Path.Combine(distribution.Logs, "graph");
        var (stored, _, storeErrors) = await distribution.RunAsync("run", "-t", "local", "-p", "1", FlinkCommand.Scripted, "store", graph);
        Assert.True(stored == 0, storeErrors);
        var (_, embedded, _) = await distribution.RunAsync("run", "-t", "local", FlinkCommand.Scripted, "stored", graph);
        var (started, _, startErrors) = await Flink.RunAsync(["session", "start", "-t", "docker", .. Options, Cluster]);
        Assert.True(started == 0, startErrors);
        try
        {
            var (code, _, errors) = await Flink.RunAsync("run", "-t", "docker", "-D", $"cluster.id={Cluster}", FlinkCommand.Scripted, "stored", graph);

            Assert.True(code == 0, errors);
            var worker = Assert.Single(await WorkersAsync()).Name;
            string[] expected = ["10", "20", "30"];
            Assert.Equal(expected, Tens().Matches(embedded).Select(static match => match.Value).Order());
            string[] printed = [];

            // The engine copies what is printed in its own time.
            await Wait.UntilAsync(
                async () => (printed = [.. Tens().Matches(await Engine.GetTextAsync($"/containers/{worker}/logs?stdout=1")).Select(static match => match.Value).Order()]).Length >= expected.Length,
                () => $"The worker has printed {string.Join(", ", printed)}");
            Assert.Equal(expected, printed);
            string[] logs = [.. Directory.GetFiles(distribution.Logs, "*.log").Select(File.ReadAllText), await JobManagerLogAsync(), await LogAsync(worker)];
            var hashes = logs.SelectMany(static log => EngineHash().Matches(log)).Select(static match => match.Groups[1].Value).ToArray();
            Assert.True(hashes.Length >= 4, $"{hashes.Length} processes have told the hash of their engine:\n{string.Join('\n', logs)}");
            Assert.Single(hashes.Distinct());
        }
        finally
        {
            await Flink.RunAsync("session", "stop", "-t", "docker", Cluster);
        }

        await NothingIsLeftAsync();
    }

    [GeneratedRegex("Engine ([0-9a-f]{32})")]
    private static partial Regex EngineHash();

    // A line of its own; the engine puts bytes before what containers print.
    [GeneratedRegex("(?:^|(?<=[\\x00-\\x1f]))[123]0$", RegexOptions.Multiline)]
    private static partial Regex Tens();
}
