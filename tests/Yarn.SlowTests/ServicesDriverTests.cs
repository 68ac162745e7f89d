using Flink.ResourceManagers.Testing;
using Flink.Runtime.ResourceManager;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests;

/// <summary>The life of workers that are instances of services: what the driver contract has of it, in one test, since services take seconds to start.</summary>
public sealed class ServicesDriverTests : DriverBench
{
    protected override async Task<IDriverSystem> OpenAsync() => await ServicesSystem.OpenAsync();

    [Fact]
    public async Task Workers_come_are_found_by_the_next_term_are_lost_with_their_reason_and_go_with_the_cluster()
    {
        var first = await StartDriverAsync();
        var worker = await first.RequestAsync(NewRequest());
        var other = await first.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(worker);
        await first.DisposeAsync();

        await using var second = NewDriver(term: 2);
        Assert.Equal(new[] { worker, other }.Order(), (await second.InitializeAsync()).Order());
        await System.KillAsync(worker);
        var diagnostics = await second.Record.LossOfAsync(worker);
        Assert.All(System.DiagnosticsOfKill, word => Assert.Contains(word, diagnostics, StringComparison.OrdinalIgnoreCase));
        await second.Driver.ReleaseWorkerAsync(other);
        var third = await second.RequestAsync(NewRequest());
        await RunExactlyAsync(third);

        await second.Driver.DeregisterAsync(ApplicationStatus.Succeeded, null);

        await NothingIsLeftAsync();
    }
}
