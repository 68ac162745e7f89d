using Flink.ResourceManagers.Drivers;
using Flink.Yarn.ApplicationMaster;
using Flink.Yarn.Rpc.Messages;
using Flink.Yarn.Tests.Harness;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Yarn.Tests.ApplicationMaster;

public sealed class ContainerBookTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly WorkerEvents _events = new();
    private readonly ContainerBook _book;

    public ContainerBookTests()
    {
        _book = new ContainerBook(_clock, "fast", TimeSpan.FromSeconds(15));
        _book.Open(_events);
    }

    [Fact]
    public async Task Each_order_has_an_id_of_its_own_and_gets_the_container_that_comes_with_it()
    {
        var (small, large) = (RequestAsync(1024), RequestAsync(2048));

        Assert.Equal(["1: 1 of 1024", "2: 1 of 2048"], Asks());
        Assert.Equal([], Asks());
        var starts = Take(new AllocateResponse { Allocated = { Scene.Container(7, 2, "b"), Scene.Container(8, 1, "a") } });
        Assert.Equal([2048, 1024], starts.Select(static start => start.Order.MemoryMb));
        Assert.False(large.IsCompleted);
        foreach (var start in starts)
        {
            _book.Started(start);
        }

        Assert.Equal((Scene.Name(7), "b"), Of(await large));
        Assert.Equal((Scene.Name(8), "a"), Of(await small));
        Assert.False(_book.IsWaitedFor);
    }

    [Fact]
    public void Asks_are_for_labelled_machines_and_leave_the_place_to_YARN()
    {
        _ = RequestAsync();

        var ask = Assert.Single(_book.TakeChanges().Ask);

        Assert.Equal(("*", "fast", true), (ask.ResourceName, ask.NodeLabelExpression, ask.RelaxLocality));
    }

    [Fact]
    public void An_order_that_is_cancelled_is_taken_back_where_YARN_knows_it_and_what_comes_for_it_is_given_back()
    {
        using var cancellation = new CancellationTokenSource();
        var told = RequestAsync(cancellation: cancellation.Token);
        Asks();
        var untold = RequestAsync(cancellation: cancellation.Token);

        cancellation.Cancel();

        Assert.True(told.IsCanceled && untold.IsCanceled);
        Assert.Equal(["1: 0 of 1024"], Asks());
        Assert.Empty(Take(new AllocateResponse { Allocated = { Scene.Container(7, 1) } }));
        Assert.Equal([Scene.Name(7)], Releases());
    }

    [Fact]
    public void An_order_that_is_cancelled_while_its_container_starts_gives_that_back()
    {
        using var cancellation = new CancellationTokenSource();
        var answer = RequestAsync(cancellation: cancellation.Token);
        Asks();
        var start = Assert.Single(Take(new AllocateResponse { Allocated = { Scene.Container(7, 1) } }));

        cancellation.Cancel();
        _book.Started(start);

        Assert.True(answer.IsCanceled);
        Assert.Equal([Scene.Name(7)], Releases());
        Take(new AllocateResponse { Completed = { Scene.Ended(7, -100) } });
        Assert.Empty(_events.Told);
    }

    [Fact]
    public void A_container_that_cannot_be_started_is_given_back_and_its_order_may_come_again()
    {
        var answer = RequestAsync();
        Asks();
        var start = Assert.Single(Take(new AllocateResponse { Allocated = { Scene.Container(7, 1) } }));

        _book.NotStarted(start, "its disk is full");

        var refusal = Assert.IsType<WorkerRequestException>(answer.Exception!.InnerException);
        Assert.True(refusal.IsRetryable);
        Assert.Contains("its disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([Scene.Name(7)], Releases());
    }

    [Fact]
    public void A_container_that_ends_before_it_has_started_fails_its_order_with_the_reason()
    {
        var answer = RequestAsync();
        Asks();
        Take(new AllocateResponse { Allocated = { Scene.Container(7, 1) } });

        Take(new AllocateResponse { Completed = { Scene.Ended(7, -1000, "no such file") } });

        Assert.Contains("could not be fetched (exit status -1000): no such file", answer.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_is_blocked_is_avoided_and_what_comes_from_it_all_the_same_is_given_back_and_asked_for_anew()
    {
        var answer = RequestAsync(1024, Scene.Request("bad"));
        var request = _book.TakeChanges();
        Assert.Equal(["bad"], request.Blacklist.Additions);

        Assert.Empty(Take(new AllocateResponse { Allocated = { Scene.Container(7, 1, "bad") } }));

        var again = _book.TakeChanges();
        Assert.Equal((1, 1), (again.Ask.Count, again.Release.Count));
        Assert.Null(again.Blacklist);
        _book.Started(Assert.Single(Take(new AllocateResponse { Allocated = { Scene.Container(8, 1, "good") } })));
        Assert.Equal("good", (await answer).Node);

        // The next order knows nothing against it.
        _ = RequestAsync();
        Assert.Equal(["bad"], _book.TakeChanges().Blacklist.Removals);
    }

    [Fact]
    public void A_loss_is_told_once_with_its_cause_and_that_of_a_released_worker_is_not()
    {
        Start(1, 7);
        Start(2, 8);
        var release = _book.ReleaseAsync(Scene.Name(8));
        Assert.Equal([Scene.Name(8)], Releases());
        Assert.False(release.IsCompleted);

        Take(new AllocateResponse { Completed = { Scene.Ended(7, -104, "too much"), Scene.Ended(8, -100), Scene.Ended(9, 1) } });
        Take(new AllocateResponse { Completed = { Scene.Ended(7, -104, "too much") } });

        Assert.True(release.IsCompletedSuccessfully);
        Assert.Equal([$"lost {Scene.Name(7)}: container {Scene.Name(7)} was killed over its memory (exit status -104): make 'taskmanager.memory.jvm-overhead.max' or 'taskmanager.memory.process.size' larger: too much"], _events.Told);
        Assert.True(_book.ReleaseAsync(Scene.Name(7)).IsCompletedSuccessfully);
        Assert.Equal([], Releases());
    }

    [Fact]
    public void What_a_machine_says_of_a_suspect_is_the_loss_and_YARN_says_nothing_new()
    {
        Start(1, 7);
        Assert.Equal(Scene.Name(7), _book.Suspect(Scene.Name(7))!.Name);
        Assert.Null(_book.Suspect(Scene.Name(7)));
        Assert.Null(_book.Suspect(Scene.Name(9)));

        _book.Settle(Scene.Name(7), Flink.Yarn.Workers.ContainerEnd.Of(Scene.Ended(7, 137)));
        Take(new AllocateResponse { Completed = { Scene.Ended(7, 137) } });

        Assert.Equal([$"lost {Scene.Name(7)}: container {Scene.Name(7)} was ended by signal 9 (exit code 137)"], _events.Told);
    }

    [Fact]
    public void Pre_emption_is_announced_once_with_the_earliest_time_at_which_it_may_come()
    {
        Start(1, 7);
        _clock.Advance(TimeSpan.FromSeconds(3));
        var message = new PreemptionMessage
        {
            StrictContract = new PreemptionMessage.Types.StrictContract { Containers = { new PreemptionContainer { Id = Scene.Id(9) } } },
            Contract = new PreemptionMessage.Types.Contract { Containers = { new PreemptionContainer { Id = Scene.Id(7) } } },
        };

        Take(new AllocateResponse { Preempt = message });
        Take(new AllocateResponse { Preempt = message });

        Assert.Equal([$"leaves {Scene.Name(7)} by 15: YARN takes the container back for another queue or application"], _events.Told);
    }

    [Fact]
    public void A_ResourceManager_that_starts_anew_is_told_everything_that_is_open()
    {
        _ = RequestAsync(1024, Scene.Request("bad"));
        Start(2, 7);
        _ = _book.ReleaseAsync(Scene.Name(7));
        _book.TakeChanges();

        _book.StartAnew();

        var request = _book.TakeChanges();
        Assert.Equal(["1: 1 of 1024"], request.Ask.Select(Describe));
        Assert.Equal([Scene.Id(7)], request.Release);
        Assert.Equal(["bad"], request.Blacklist.Additions);
    }

    [Fact]
    public void Containers_of_earlier_attempts_that_come_late_are_given_back()
    {
        _book.Know([new PlacedContainer(Scene.Id(3), new NodeId { Host = "h", Port = 1 })]);

        Take(new AllocateResponse { PreviousContainers = { Scene.Container(3, -1), Scene.Container(4, -1) } });

        Assert.Equal([Scene.Name(4)], Releases());
    }

    [Fact]
    public void What_YARN_refuses_fails_the_orders_of_that_request_and_leaves_releases_to_be_told()
    {
        Start(1, 7);
        _ = _book.ReleaseAsync(Scene.Name(7));
        var refused = RequestAsync();

        _book.Refused(_book.TakeChanges(), "no such label");

        var error = Assert.IsType<WorkerRequestException>(refused.Exception!.InnerException);
        Assert.False(error.IsRetryable);
        Assert.Contains("1024 MB and 1 virtual cores: no such label", error.Message, StringComparison.Ordinal);
        var again = _book.TakeChanges();
        Assert.Equal((0, 1), (again.Ask.Count, again.Release.Count));

        // Refused alone it is not told a third time.
        _book.Refused(again, "not yours");
        Assert.Equal([], Releases());
    }

    [Fact]
    public void The_end_gives_everything_back_and_tells_nothing()
    {
        Start(1, 7);
        var open = RequestAsync();
        Asks();
        var release = _book.ReleaseAsync(Scene.Name(9));

        _book.Close();
        _book.GiveAllBack();

        Assert.True(open.IsCanceled && release.IsCompletedSuccessfully);
        var request = _book.TakeChanges();
        Assert.Equal(["2: 0 of 1024"], request.Ask.Select(Describe));
        Assert.Equal([Scene.Id(7)], request.Release);
        Take(new AllocateResponse { Completed = { Scene.Ended(7, -100) } });
        Assert.Empty(_events.Told);
        Assert.True(RequestAsync().IsCanceled);
    }

    private static (string, string?) Of(StartedWorker worker) => (worker.Id.Value, worker.Node);

    private static string Describe(ResourceRequest ask) => $"{ask.AllocationRequestId}: {ask.Containers} of {ask.Capability.Memory}";

    private Task<StartedWorker> RequestAsync(long memory = 1024, WorkerRequest? request = null, CancellationToken cancellation = default) =>
        _book.RequestAsync(request ?? Scene.Request(), memory, 1, Task.FromResult<IReadOnlyList<Flink.Yarn.Rest.LocalResource>>([]), cancellation);

    private string[] Asks() => [.. _book.TakeChanges().Ask.Select(Describe)];

    private string[] Releases() => [.. _book.TakeChanges().Release.Select(YarnIds.Of)];

    private IReadOnlyList<ContainerStart> Take(AllocateResponse response) => _book.Take(response);

    private void Start(long order, int container)
    {
        _ = RequestAsync();
        _book.TakeChanges();
        _book.Started(Assert.Single(Take(new AllocateResponse { Allocated = { Scene.Container(container, order) } })));
    }
}
