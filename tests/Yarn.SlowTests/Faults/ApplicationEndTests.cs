using Flink.Yarn.SlowTests.Harness;

namespace Flink.Yarn.SlowTests.Faults;

/// <summary>What YARN and the command say of an application that has ended.</summary>
public sealed class ApplicationEndTests : YarnFaultTest
{
    private static readonly string _program = Installation.Program("Flink.Assets.ScriptedProgram", "ScriptedProgram");

    [Fact]
    public async Task One_that_ends_at_once_has_succeeded()
    {
        var client = Start("run", "-t", "yarn-application", "-D", "execution.attached=true", _program, "print");
        Assert.True(await client.ExitAsync() == 0, Tails());
        await EndsAsync("SUCCEEDED");
    }

    [Fact]
    public async Task One_whose_job_fails_has_failed_and_the_reason_is_told()
    {
        var client = Start("run", "-t", "yarn-application", "-D", "execution.attached=true", "-D", "restart-strategy.type=none", _program, "fail");
        Assert.True(await client.ExitAsync() == 1, Tails());
        await EndsAsync("FAILED");
    }

    [Fact]
    public async Task One_whose_job_is_cancelled_was_killed_and_says_that_it_was_cancelled()
    {
        var client = Start("run", "-t", "yarn-application", "-D", "execution.attached=true", _program, "forever");
        await client.PrintsAsync("JobManager Web Interface: ");
        var jobs = await Rest.UntilAsync("v1/jobs", static answer => answer.GetProperty("jobs").EnumerateArray().Any(static job => job.GetProperty("status").GetString() == "RUNNING"));
        var cancel = Start("cancel", "-t", "yarn-application", jobs.GetProperty("jobs")[0].GetProperty("id").GetString()!);
        Assert.True(await cancel.ExitAsync() == 0, Tails());
        Assert.True(await client.ExitAsync() == 0, Tails());
        var app = await EndsAsync("KILLED");
        Assert.Contains("Cancelled", app.Diagnostics, StringComparison.Ordinal);
    }

    private async Task<Flink.Yarn.Rest.ApplicationReport> EndsAsync(string status)
    {
        Flink.Yarn.Rest.ApplicationReport? app = null;
        await Cluster.SlowTests.Harness.Waiting.UntilAsync(
            async () => (app = (await ApplicationsAsync()).SingleOrDefault(found => found.Name == Name)) is { State: "FINISHED" or "FAILED" or "KILLED" },
            () => $"{Name} does not end: {app}\n{Tails()}");
        Assert.True(app!.FinalStatus == status, $"{app}\n{Tails()}");
        return app;
    }
}
