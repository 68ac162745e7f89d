using Flink.Core;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Testing;

// Workers go, and everybody learns of it who must.
public abstract partial class DriverContract
{
    [Fact, Rule(8)]
    public async Task A_release_may_be_repeated_and_a_worker_that_is_gone_or_was_never_there_is_no_error()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());

        await driver.Driver.ReleaseWorkerAsync(worker);
        await driver.Driver.ReleaseWorkerAsync(worker);
        await driver.Driver.ReleaseWorkerAsync(new TaskManagerId($"{Cluster}-nobody"));

        await NothingIsLeftAsync();
        Assert.DoesNotContain(driver.Record.Losses, loss => loss.Worker != worker);
    }

    [Fact, Rule(3), Rule(9), Rule(55)]
    public async Task A_killed_worker_is_told_once_with_its_cause_and_nothing_is_left_of_it()
    {
        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);

        await System.KillAsync(worker);

        var diagnostics = await driver.Record.LossOfAsync(worker);
        Assert.All(System.DiagnosticsOfKill, word => Assert.Contains(word, diagnostics, StringComparison.OrdinalIgnoreCase));

        // A second one, told later, shows that nothing about the first follows.
        var second = await driver.RequestAsync(NewRequest());
        await System.KillAsync(second);
        await driver.Record.LossOfAsync(second);
        Assert.Equal([worker, second], driver.Record.Losses.Select(loss => loss.Worker));
        await NothingIsLeftAsync();
    }

    [Fact, Rule(34)]
    public async Task A_watch_that_was_cut_off_is_taken_up_again()
    {
        if (CannotExpress(34))
        {
            return;
        }

        await using var driver = await StartDriverAsync();
        var worker = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);

        System.Interrupt().Dispose();
        System.Interrupt().Dispose();

        Assert.Empty(driver.Record.Losses);
        await System.KillAsync(worker);
        await driver.Record.LossOfAsync(worker);
        Assert.Empty(driver.Record.Failures);
    }

    [Fact, Rule(35)]
    public async Task A_worker_that_ended_while_nobody_could_watch_is_told_afterwards()
    {
        if (CannotExpress(35))
        {
            return;
        }

        await using var driver = await StartDriverAsync();
        var dead = await driver.RequestAsync(NewRequest());
        var alive = await driver.RequestAsync(NewRequest());

        using (System.Interrupt())
        {
            await System.KillAsync(dead);
            await RunExactlyAsync(alive);
        }

        var diagnostics = await driver.Record.LossOfAsync(dead);
        Assert.All(System.DiagnosticsOfKill, word => Assert.Contains(word, diagnostics, StringComparison.OrdinalIgnoreCase));
        Assert.Equal([dead], driver.Record.Losses.Select(loss => loss.Worker));
        await RunExactlyAsync(alive);
    }

    [Fact, Rule(39), Rule(41)]
    public async Task Disposal_leaves_workers_alive_and_nothing_is_told_after_it()
    {
        var first = await StartDriverAsync();
        var worker = await first.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);
        await first.DisposeAsync();
        await RunExactlyAsync(worker);

        await using var second = NewDriver(term: 2);
        Assert.Equal([worker], await second.InitializeAsync());
        await System.KillAsync(worker);

        await second.Record.LossOfAsync(worker);
        Assert.Empty(first.Record.Losses);
    }

    [Theory, Rule(40)]
    [InlineData(ApplicationStatus.Succeeded)]
    [InlineData(ApplicationStatus.Failed)]
    [InlineData(ApplicationStatus.Canceled)]
    [InlineData(ApplicationStatus.Unknown)]
    public async Task The_end_of_the_application_removes_all_workers_registered_or_not(ApplicationStatus status)
    {
        await using var driver = await StartDriverAsync();
        var registered = await driver.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(registered);
        await driver.RequestAsync(NewRequest());

        await driver.Driver.DeregisterAsync(status, "the contract's test is over");

        await NothingIsLeftAsync();
    }
}
