using System.Globalization;
using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>A job that needs more than YARN has.</summary>
[Collection(FaultCollection.Name)]
public sealed class FullQueueTests : YarnFaultTest
{
    [Fact]
    public async Task Job_waits_while_its_queue_is_full_and_is_told_so_when_it_waited_too_long()
    {
        // Of machines as large as that there are not eight. The job tries again and again, so that how long YARN takes to say it is no matter.
        var cores = (await ResourceManager.NewApplicationAsync(CancellationToken.None)).MaxVirtualCores.ToString(CultureInfo.InvariantCulture);
        await StartSessionAsync("-D", $"yarn.containers.vcores={cores}", "-D", "slot.request.timeout=15 s");
        var client = Start("run", "-t", "yarn-session", "-p", "8", Installation.Program("Flink.Assets.ScriptedProgram", "ScriptedProgram"), "forever");
        await client.PrintsAsync("JobID ");

        await ExceptionsTellAsync("YARN has no room in queue root.default for ");

        Assert.True((await ProcessesAsync("taskmanager")).Count < 8);
    }
}
