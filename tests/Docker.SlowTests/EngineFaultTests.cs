using Docker.DotNet;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Flink.Docker.SlowTests;

/// <summary>What an engine does too seldom to wait for it.</summary>
public sealed class EngineFaultTests : ScriptedEngineTest
{
    [Fact]
    public async Task A_release_that_the_engine_refuses_is_told_and_may_be_repeated()
    {
        var worker = await RequestAsync();
        Engine.RefuseRemovals(1);

        await Assert.ThrowsAsync<DockerApiException>(() => Driver.ReleaseWorkerAsync(worker));
        Assert.Single(Engine.Containers);
        await Driver.ReleaseWorkerAsync(worker);

        Assert.Empty(Engine.Containers);
    }

    [Fact]
    public async Task A_full_disk_of_the_engine_is_told_in_its_words_and_leaves_no_container()
    {
        Engine.StartsFailBecause = "write /var/lib/docker/containers/x/config: no space left on device";

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => RequestAsync());

        Assert.True(refusal.IsRetryable);
        Assert.Contains("no space left on device", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Engine.Address, refusal.Message, StringComparison.Ordinal);
        await Wait.UntilAsync(() => !Engine.Containers.Any(), () => $"Left are {string.Join(", ", Engine.Containers)}");

        Engine.StartsFailBecause = null;
        await RequestAsync();
    }

    [Fact]
    public async Task A_rehearsal_of_the_calls_is_no_call()
    {
        using var log = new FakeLoggerProvider();
        using var loggers = new LoggerFactory([log]);
        var driver = NewDriver(Sizes, loggers);
        await driver.InitializeAsync(new DriverRecord(), CancellationToken.None);
        await driver.DisposeAsync();

        Assert.DoesNotContain(log.Collector.GetSnapshot(), static record => record.Level >= LogLevel.Warning);
        Assert.Empty(Engine.Containers);
    }

    [Fact]
    public async Task A_worker_that_is_newer_than_the_list_is_not_taken_for_lost()
    {
        var gone = await RequestAsync();
        Engine.EndSilently(gone.Value);
        var hold = Engine.HoldLists();
        await CompareAsync();

        var worker = await RequestAsync();
        hold.SetResult();
        await Record.LossOfAsync(gone);
        await CompareAsync();
        await CompareAsync();

        Assert.Equal(gone, Assert.Single(Record.Losses).Worker);

        // What is left of a worker is removed after its loss was told.
        await Wait.UntilAsync(() => Engine.Containers.SequenceEqual([worker.Value]), () => $"Containers are {string.Join(", ", Engine.Containers)}. {Record}");
    }

    [Fact]
    public async Task A_worker_that_is_still_being_made_when_the_list_is_is_not_taken_for_lost()
    {
        var gone = await RequestAsync();
        var hold = Engine.HoldCreations();
        var request = RequestAsync();
        await Wait.UntilAsync(() => Engine.Asked.Count(static call => call.StartsWith("POST /containers/create", StringComparison.Ordinal)) == 2, () => string.Join('\n', Engine.Asked));

        Engine.EndSilently(gone.Value);
        await CompareAsync();
        await Record.LossOfAsync(gone);
        hold.SetResult();
        var worker = await request;
        await CompareAsync();

        Assert.Equal(gone, Assert.Single(Record.Losses).Worker);
        await Wait.UntilAsync(() => Engine.Containers.SequenceEqual([worker.Value]), () => $"Containers are {string.Join(", ", Engine.Containers)}. {Record}");
    }

    [Theory]
    [InlineData(true, "was killed because it was out of memory: it took more than its limit of 8 MiB (exit code 137, OOMKilled)")]
    [InlineData(false, "was killed by signal 9 (exit code 137): if nobody sent it, the system did, since the container took more than its limit of 8 MiB")]
    public async Task A_worker_that_was_killed_is_out_of_memory_for_certain_only_where_the_engine_knows(bool isKnown, string told)
    {
        var worker = await RequestAsync();
        Engine.End = new { ExitCode = 137, OOMKilled = isKnown };
        Engine.EndSilently(worker.Value);
        await CompareAsync();

        var loss = await Record.LossOfAsync(worker);
        Assert.True(loss.Contains(told, StringComparison.Ordinal), loss);
    }

    [Fact]
    public async Task A_list_that_is_not_to_be_had_leaves_one_stream_open_not_two()
    {
        Engine.RefuseLists(3);
        await CompareAsync();
        await Wait.UntilAsync(() => Engine.Lists >= 5, () => $"{Engine.Lists} lists were asked for; three of them were refused");

        await Wait.UntilAsync(() => Engine.OpenStreams == 1, () => $"{Engine.OpenStreams} streams are open");
        Assert.Empty(Record.Failures);
    }
}
