using Flink.Core.Configuration;
using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.ResourceManager;

namespace Flink.Docker.SlowTests;

/// <summary>What becomes of a request and of a watch by what the engine answers, and when.</summary>
public sealed class EngineAnswerTests : ScriptedEngineTest
{
    private const string First = "cluster-taskmanager-1-1";

    [Fact]
    public async Task A_container_whose_creation_was_answered_by_nobody_is_taken_and_not_made_twice()
    {
        Engine.LoseAnswers(1);

        var worker = await RequestAsync();

        Assert.Equal([worker.Value], Engine.Containers);
        Assert.Equal(2, Calls("POST /containers/create").Length);
    }

    [Fact]
    public async Task A_name_that_somebody_else_has_is_left_to_him()
    {
        Engine.Occupy(First);

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => RequestAsync());

        Assert.True(refusal.IsRetryable);
        Assert.Contains($"The name {First} is taken", refusal.Message, StringComparison.Ordinal);
        await RequestAsync();
        Assert.Contains(First, Engine.Containers);
        Assert.Empty(Calls("DELETE"));
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(500, true)]
    public async Task A_refusal_is_final_where_the_same_call_will_be_refused_again(int status, bool isRetryable)
    {
        Engine.CreationsFail = (status, "not like that");

        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => RequestAsync());

        Assert.Equal(isRetryable, refusal.IsRetryable);
        Assert.Contains(": not like that", refusal.Message, StringComparison.Ordinal);
        Assert.Single(Calls("POST /containers/create"));
    }

    [Fact, Rule(54)]
    public async Task A_request_waits_for_an_engine_that_is_busy_and_says_so()
    {
        Engine.BeBusy(2);
        var request = NewRequest();

        await Driver.RequestWorkerAsync(request, CancellationToken.None);

        await Record.WaitOfAsync(request, "too much to do");
        Assert.Equal(3, Calls("POST /containers/create").Length);
    }

    [Fact, Rule(5)]
    public async Task A_request_that_is_cancelled_while_its_container_is_made_starts_none_and_leaves_none()
    {
        using var cancellation = new CancellationTokenSource();
        var hold = Engine.HoldCreations();
        var request = Driver.RequestWorkerAsync(NewRequest(), cancellation.Token);
        await Wait.UntilAsync(() => Calls("POST /containers/create").Length == 1, () => "No container is asked for");

        await cancellation.CancelAsync();
        hold.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Wait.UntilAsync(() => Calls("DELETE").Length == 1 && !Engine.Containers.Any(), () => "The container is left");
        Assert.DoesNotContain(Engine.Asked, static asked => asked.EndsWith("/start", StringComparison.Ordinal));
    }

    [Fact, Rule(40)]
    public async Task A_container_that_is_being_made_when_the_cluster_ends_is_not_started_and_goes_too()
    {
        var hold = Engine.HoldCreations();
        var request = Driver.RequestWorkerAsync(NewRequest(), CancellationToken.None);
        await Wait.UntilAsync(() => Calls("POST /containers/create").Length == 1, () => "No container is asked for");

        await Driver.DeregisterAsync(ApplicationStatus.Succeeded, null);
        hold.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.DoesNotContain(Engine.Asked, static asked => asked.EndsWith("/start", StringComparison.Ordinal));
        await Wait.UntilAsync(() => !Engine.Containers.Any(), () => "The container is left");
    }

    [Fact, Rule(3)]
    public async Task An_end_that_is_told_before_the_start_is_answered_is_told_after_it()
    {
        var other = await RequestAsync();
        var hold = Engine.HoldStarts();
        var request = Driver.RequestWorkerAsync(NewRequest(), CancellationToken.None);
        await Wait.UntilAsync(() => Calls("POST").Count(static call => call.EndsWith("/start", StringComparison.Ordinal)) == 2, () => "Nothing is started");

        // When the loss of the other is told, what was told before has been read.
        Engine.Tell("cluster-taskmanager-1-2", "die", 1, new("exitCode", "3"));
        Engine.Tell(other.Value, "die", 2, new("exitCode", "3"));
        await Record.LossOfAsync(other);
        Assert.Single(Record.Losses);
        hold.SetResult();

        await Record.LossOfAsync((await request).Id);
    }

    [Fact]
    public async Task A_container_that_is_asked_to_stop_goes_at_the_end_of_its_patience_and_is_announced_once()
    {
        await StartDriverAsync(FlinkConfiguration.Empty.With("docker.stop-timeout", "10 h"));
        var worker = await RequestAsync();
        var other = await RequestAsync();
        var before = DateTimeOffset.UtcNow;

        Engine.Tell(other.Value, "kill", 1, new("signal", "10"));
        Engine.Tell(worker.Value, "kill", 2, new("signal", "15"));
        Engine.Tell(worker.Value, "kill", 3, new("signal", "15"));
        Engine.Tell(worker.Value, "die", 4, new("exitCode", "0"));
        await Record.LossOfAsync(worker);

        var departure = Assert.Single(Record.Departures);
        Assert.Equal(worker, departure.Worker);
        Assert.InRange(departure.Deadline, before.AddHours(10), DateTimeOffset.UtcNow.AddHours(10));
    }

    [Fact, Rule(34)]
    public async Task A_stream_that_is_opened_anew_goes_on_behind_the_last_event()
    {
        var worker = await RequestAsync();
        Engine.Tell(worker.Value, "die", 1_800_000_000_000_000_007, new("exitCode", "0"));
        await Record.LossOfAsync(worker);

        await CompareAsync();

        await Wait.UntilAsync(
            () => Calls("GET /events").Any(static call => call.Contains("since=1800000000.000000008", StringComparison.Ordinal)),
            () => $"Asked were {string.Join(", ", Calls("GET /events"))}");
    }

    [Fact, Rule(11)]
    public async Task A_later_driver_of_the_same_term_gives_other_names()
    {
        var first = await RequestAsync();
        await StartDriverAsync(FlinkConfiguration.Empty);

        Assert.NotEqual(first, await RequestAsync());
        Assert.Equal(2, Engine.Containers.Count());
    }

    [Fact]
    public async Task An_engine_that_lets_nobody_watch_ends_the_driver_with_its_reason()
    {
        Engine.StreamsFail = 403;
        Engine.EndStreams();

        await Wait.UntilAsync(() => Record.Failures.Count == 1, () => "Nobody is told");
        Assert.Contains("nobody may watch", Record.Failures.Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flink", "flink", "latest")]
    [InlineData("registry.example:5000/flink", "registry.example:5000/flink", "latest")]
    [InlineData("registry.example:5000/flink:2", "registry.example:5000/flink", "2")]
    public async Task An_image_that_is_missing_is_pulled_once_by_its_tag(string image, string name, string tag)
    {
        await StartDriverAsync(FlinkConfiguration.Empty.With("docker.image", image));
        Engine.PullSays = "";

        await RequestAsync();
        await RequestAsync();

        var pull = Uri.UnescapeDataString(Assert.Single(Calls("POST /images/create")));
        Assert.Contains($"fromImage={name}&", pull + "&", StringComparison.Ordinal);
        Assert.Contains($"tag={tag}&", pull + "&", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_there_is_pulled_once_where_that_is_always_wanted()
    {
        await StartDriverAsync(FlinkConfiguration.Empty.With("docker.image.pull-policy", "Always"));

        await RequestAsync();
        await RequestAsync();

        Assert.Single(Calls("POST /images/create"));
    }

    [Fact]
    public async Task A_pull_that_fails_is_tried_again_by_the_next_request()
    {
        await StartDriverAsync(FlinkConfiguration.Empty.With("docker.image.pull-policy", "Always"));
        Engine.PullSays = "the registry is closed";
        var refusal = await Assert.ThrowsAsync<WorkerRequestException>(() => RequestAsync());
        Assert.Contains("the registry is closed", refusal.Message, StringComparison.Ordinal);

        Engine.PullSays = null;
        await RequestAsync();

        Assert.Equal(2, Calls("POST /images/create").Length);
    }

    [Theory]
    [InlineData("0.5", 500_000_000)]
    [InlineData("2", 2_000_000_000)]
    [InlineData("9", 4_000_000_000)]
    [InlineData("0", 0)]
    public async Task A_worker_may_take_so_many_times_its_processors_but_never_more_than_the_machine_has(string factor, long nanos)
    {
        await StartDriverAsync(FlinkConfiguration.Empty.With("docker.cpu.limit-factor", factor));

        await RequestAsync();

        var host = Engine.Creation.GetProperty("HostConfig");
        Assert.Equal(nanos, host.TryGetProperty("NanoCpus", out var limit) ? limit.GetInt64() : 0);
        Assert.Equal(NewRequest().Memory.TotalProcess, host.GetProperty("Memory").GetInt64());
        Assert.Equal(NewRequest().Memory.TotalProcess, host.GetProperty("MemorySwap").GetInt64());
    }

    private string[] Calls(string begin) => [.. Engine.Asked.Where(asked => asked.StartsWith(begin, StringComparison.Ordinal))];
}
