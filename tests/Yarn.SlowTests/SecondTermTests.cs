using Flink.ResourceManagers.Testing;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests;

/// <summary>A JobManager that leads again within one process: YARN knows no second attempt, and says nothing a second time.</summary>
public sealed class SecondTermTests : DriverBench
{
    protected override async Task<IDriverSystem> OpenAsync() => await MasterSystem.OpenAsync(isOneProcess: true);

    [Fact]
    public async Task A_second_term_of_one_attempt_finds_its_workers_and_starts_others_on_the_same_machines()
    {
        var first = await StartDriverAsync();
        var old = await first.RequestAsync(NewRequest());
        await Desk.RegistrationOfAsync(old);
        await first.DisposeAsync();

        await using var second = NewDriver(term: 2);
        Assert.Equal([old], await second.InitializeAsync());
        var young = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => second.RequestAsync(NewRequest())));
        await RunExactlyAsync([old, .. young]);
        await System.KillAsync(old);

        await second.Record.LossOfAsync(old);
        await RunExactlyAsync(young);
        Assert.Empty(second.Record.Failures);
    }
}
