using Flink.Cluster.SlowTests.Harness;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Daemons of YARN that are killed under a job, which should not notice.</summary>
[Collection(FaultCollection.Name)]
public sealed class LostDaemonTests : YarnFaultTest
{
    [Fact]
    public async Task Job_runs_on_in_the_same_containers_while_NodeManager_and_active_ResourceManager_are_started_anew()
    {
        RequireScripts();
        await StartSessionAsync();
        var client = await StartCountingAsync(2);
        var before = (await ProcessesAsync("taskmanager")).Concat(await ProcessesAsync("jobmanager")).Order().ToArray();

        await HadoopAsync("hadoop-kill.sh", "nm1");
        await HadoopAsync("hadoop-start.sh", "nm1");
        await HadoopAsync("hadoop-up.sh");
        await RunsAsync();
        var active = await ActiveAsync();
        await StandbyLeadsThereAsync(active);
        var resourceManager = Addresses.Count == 1 ? "rm" : $"rm{Addresses.IndexOf(active) + 1}";
        await HadoopAsync("hadoop-kill.sh", resourceManager);
        await HadoopAsync("hadoop-start.sh", resourceManager);
        await HadoopAsync("hadoop-up.sh");
        await RunsAsync();
        await StandbyLeadsThereAsync(await ActiveAsync());
        var list = Start("list", "-t", "yarn-session");
        Assert.True(await list.ExitAsync() == 0, Tails());

        Assert.Equal(before, (await ProcessesAsync("taskmanager")).Concat(await ProcessesAsync("jobmanager")).Order());
        await EndsExactlyAsync(client);
    }

    // The lab's, rm1 and rm2 where there are two.
    private static List<Uri> Addresses => [.. ResourceManagerAddresses.Of(YarnLab.Hadoop)];

    // With high availability the other one takes over, after a while.
    private static async Task<Uri> ActiveAsync()
    {
        using var http = new HttpClient();
        Uri? active = null;
        await Waiting.UntilAsync(
            async () =>
            {
                foreach (var address in Addresses)
                {
                    try
                    {
                        if ((await http.GetStringAsync(new Uri(address, "ws/v1/cluster/info"))).Contains("\"haState\":\"ACTIVE\"", StringComparison.Ordinal))
                        {
                            active = address;
                        }
                    }
                    catch (HttpRequestException)
                    {
                        // Not there yet.
                    }
                }

                return active is not null;
            },
            static () => "No ResourceManager is active");
        return active!;
    }

    // Whoever asks one that stands by is sent to the active one, also with what is no GET.
    private static async Task StandbyLeadsThereAsync(Uri active)
    {
        foreach (var standby in Addresses.Where(address => address != active))
        {
            using var connection = new YarnConnection([standby, active], HadoopUser.Name, TimeProvider.System);
            var application = await new ResourceManagerClient(connection).NewApplicationAsync(CancellationToken.None);
            Assert.StartsWith("application_", application.Id, StringComparison.Ordinal);
            Assert.Equal(active.Authority, connection.Active.Authority);
        }
    }
}
