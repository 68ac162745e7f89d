using System.Diagnostics;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Cluster.SlowTests;

/// <summary>Programs that nobody starts for a cluster: they go there themselves.</summary>
public sealed class RemoteProgramTests : ClusterTest
{
    [Fact]
    public async Task Program_that_runs_by_itself_ships_itself_to_a_cluster_and_gets_its_results_from_there()
    {
        var (cluster, _, _) = await StartAsync(1);

        // What 'dotnet run' does once the program is built.
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Built.ScriptedProgram, "remote", "localhost", $"{cluster.RestPort}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = program.StandardError.ReadToEndAsync();
        var output = await program.StandardOutput.ReadToEndAsync().WaitAsync(Waiting.Patience);
        await program.WaitForExitAsync().WaitAsync(Waiting.Patience);

        Assert.True(program.ExitCode == 0, $"{await error}\n{cluster.Tails()}");
        Assert.Contains($"sum={10_000L * 10_001}\n", output, StringComparison.Ordinal);
        await cluster.Rest.UntilAsync(
            "v1/jobs/overview", static answer => answer.GetProperty("jobs") is var jobs && jobs.GetArrayLength() == 1 && jobs[0].GetProperty("state").GetString() == "FINISHED");
    }
}
