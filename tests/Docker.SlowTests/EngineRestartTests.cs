using System.Diagnostics;
using System.Globalization;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests;

/// <summary>Tests that need the engine for themselves.</summary>
[CollectionDefinition("engine", DisableParallelization = true)]
public sealed class EngineCollection;

/// <summary>The engine itself ends and comes back.</summary>
[Collection("engine")]
public sealed class EngineRestartTests : DriverBench
{
    [Fact, Rule(34), Rule(35), Rule(54)]
    public async Task Workers_that_died_with_the_engine_are_told_when_it_is_back_and_new_ones_come()
    {
        var restart = Environment.GetEnvironmentVariable("FLINK_TEST_DOCKER_UP");
        Assert.SkipWhen(string.IsNullOrEmpty(restart), "FLINK_TEST_DOCKER_UP does not name the command that starts the Docker Engine again");
        var system = (DockerSystem)System;
        await using var driver = await StartDriverAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => driver.RequestAsync(NewRequest())));
        foreach (var worker in workers)
        {
            await Desk.RegistrationOfAsync(worker);
        }

        EndEngine(system.Engine.Socket);
        var early = driver.RequestAsync(NewRequest());
        using (var up = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", restart!]) { RedirectStandardOutput = true })!)
        {
            await up.WaitForExitAsync();
        }

        foreach (var worker in workers)
        {
            await driver.Record.LossOfAsync(worker);
        }

        await Desk.RegistrationOfAsync(await early);
        await RunExactlyAsync(await early);
        Assert.Equal(workers.Order(), driver.Record.Losses.Select(loss => loss.Worker).Order());
        Assert.Empty(driver.Record.Failures);
    }

    protected override async Task<IDriverSystem> OpenAsync() => await DockerSystem.OpenAsync();

    private static void EndEngine(string socket)
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            string[] words;
            try
            {
                words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            }
            catch (IOException)
            {
                continue;
            }

            if (Path.GetFileName(words[0]) == "dockerd" && words.Contains($"unix://{socket}"))
            {
                using var engine = Process.GetProcessById(pid);
                using var kill = Process.Start("kill", [pid.ToString(CultureInfo.InvariantCulture)]);
                engine.WaitForExit();
            }
        }
    }
}
