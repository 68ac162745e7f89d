namespace Flink.Yarn.SlowTests.Faults;

/// <summary>Clusters that YARN cannot give.</summary>
public sealed class RefusalTests : YarnFaultTest
{
    [Theory]
    [InlineData("yarn.application.queue=nowhere", "There is no queue 'nowhere' ('yarn.application.queue') that applications can be submitted to; there are root.")]
    [InlineData("jobmanager.memory.process.size=100g", "'jobmanager.memory.process.size' asks for a container of 102400 MB")]
    [InlineData("taskmanager.memory.process.size=90g", "'taskmanager.memory.process.size' asks for a container of 92160 MB")]
    [InlineData("yarn.file-replication=2", "'yarn.file-replication' is refused")]
    [InlineData("yarn.service.am-resource.memory=1g", "it has an effect with 'yarn.driver: services' only")]
    public async Task What_YARN_does_not_have_is_refused_at_once_and_leaves_nothing(string option, string expected)
    {
        var command = Start("session", "start", "-t", "yarn-session", "-D", option);
        Assert.True(await command.ExitAsync() == 1, Tails());
        Assert.Contains(expected, command.Printed, StringComparison.Ordinal);
        Assert.Empty(await ApplicationsAsync());
    }
}
