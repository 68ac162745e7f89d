namespace Flink.Rpc.Grpc.Tests;

public sealed class ClientRehearsalTests
{
    [Fact]
    public async Task A_call_to_a_process_that_does_not_exist_comes_to_its_end() =>
        await ClientRehearsal.PlayAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
}
