using Flink.Core;
using Flink.Runtime.ResourceManager;

namespace Flink.ResourceManagers.Testing;

// One term after the other.
public abstract partial class DriverContract
{
    [Fact, Rule(18)]
    public async Task A_new_cluster_has_no_workers()
    {
        await using var driver = NewDriver();

        Assert.Empty(await driver.InitializeAsync());
    }

    [Fact, Rule(17), Rule(19)]
    public async Task The_next_term_finds_the_living_as_they_are_and_removes_what_is_left_of_the_dead()
    {
        var first = await StartDriverAsync();
        var alive = await first.RequestAsync(NewRequest());
        var dead = await first.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(alive);
        await first.DisposeAsync();
        await System.KillAsync(dead);
        await RunExactlyAsync(alive);

        await using var second = NewDriver(term: 2);

        Assert.Equal([alive], await second.InitializeAsync());
        await RunExactlyAsync(alive);
        await Wait.UntilAsync(async () => (await System.LeftoversAsync(Cluster)).Count == 0, () => "Something is left of the dead worker");

        // Its own from now on.
        await second.Driver.ReleaseWorkerAsync(alive);
        await NothingIsLeftAsync();
    }

    [Theory, Rule(11)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_id_is_not_used_again_by_a_later_term_whatever_its_number(long term)
    {
        var first = await StartDriverAsync();
        var old = await first.RequestAsync(NewRequest());
        await first.DisposeAsync();

        await using var second = NewDriver(term);
        Assert.Equal([old], await second.InitializeAsync());
        var young = await second.RequestAsync(NewRequest());

        Assert.NotEqual(old, young);
        await RunExactlyAsync(old, young);
    }

    [Fact, Rule(17)]
    public async Task Workers_of_another_cluster_are_neither_found_nor_ended()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());

        // The name begins alike.
        await using var other = NewDriver($"{Cluster}-2", term: 1);
        Assert.Empty(await other.InitializeAsync());
        await other.Driver.ReleaseWorkerAsync(worker);
        await other.Driver.DeregisterAsync(ApplicationStatus.Succeeded, null);

        await Desk.RegistrationOfAsync(worker);
        await RunExactlyAsync(worker);
        Assert.Empty(driver.Record.Losses);
    }

    [Fact, Rule(37)]
    public async Task A_system_that_cannot_be_used_fails_the_start()
    {
        if (CannotExpress(37))
        {
            return;
        }

        await using var driver = NewDriver(configuration: System.UnusableConfiguration);

        var error = await Assert.ThrowsAnyAsync<FlinkException>(driver.InitializeAsync);

        Assert.NotEmpty(error.Message);
    }

    [Fact, Rule(38)]
    public async Task Disposal_may_come_before_or_while_the_driver_starts()
    {
        var never = NewDriver();
        await never.DisposeAsync();

        var early = NewDriver();
        using var ended = new CancellationTokenSource();
        var start = early.Driver.InitializeAsync(early.Record, ended.Token);
        await ended.CancelAsync();
        await early.DisposeAsync();
        try
        {
            await start;
        }
        catch (Exception e) when (e is OperationCanceledException or FlinkException or ObjectDisposedException)
        {
            // The start need not have come to its end.
        }

        await NothingIsLeftAsync();
        Assert.Empty(early.Record.Failures);
    }
}
