using Flink.Yarn.Clusters;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Tests.Clusters;

public sealed class ApplicationEndTests
{
    // As the ResourceManager of Hadoop 3.4.2 has it.
    private const string Failure = "[COMPINSTANCE jobmanager-0 : container_1_0008_01_000002]: [2026-11-26 04:29:56.498]Exception from container-launch.\nContainer id: container_1_0008_01_000002\nExit code: 163\n"
        + "[2026-11-26 04:29:56.500]Container exited with a non-zero exit code 163. Error file: prelaunch.err.\nLast 4096 bytes of prelaunch.err :\nbash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)\n"
        + "Last 4096 bytes of stderr.txt :\nbash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)\nflink: the application has failed: no such file\n\n\n[2026-11-26 04:29:56.500]Container exited";

    [Fact]
    public void A_failure_has_the_exit_code_of_the_JobManager_and_what_it_said_last()
    {
        var end = ApplicationEnd.Describe(App("FINISHED", "FAILED", Failure));

        Assert.Equal(163, end.ExitCode);
        Assert.Equal("application a has failed; it said last: flink: the application has failed: no such file", end.Diagnostics);
    }

    [Fact]
    public void Success_cancellation_and_force_are_told_apart()
    {
        Assert.Equal(0, ApplicationEnd.Describe(App("FINISHED", "SUCCEEDED", "")).ExitCode);
        Assert.Equal(0, ApplicationEnd.Describe(App("KILLED", "KILLED", "Application a was killed by user u with diagnostic message: Cancelled. job 1 ended CANCELED")).ExitCode);
        Assert.Null(ApplicationEnd.Describe(App("KILLED", "KILLED", "Application a was killed by user u")).ExitCode);
        Assert.Null(ApplicationEnd.Describe(App("FINISHED", "ENDED", "Stopped by user u")).ExitCode);
        Assert.Equal(1, ApplicationEnd.Describe(App("FAILED", "FAILED", "AM Container exited")).ExitCode);
    }

    private static ApplicationReport App(string state, string status, string diagnostics) => new()
    {
        Id = "a",
        Name = "n",
        User = "u",
        Queue = "q",
        State = state,
        FinalStatus = status,
        Diagnostics = diagnostics,
        Type = "yarn-service",
        Tags = [],
        Priority = 0,
        RunningContainers = 0,
        ResourceSeconds = new Dictionary<string, string>(),
    };
}
