using System.Diagnostics;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>Processes of Kubernetes itself, by the command that the environment names; where there is none tests are skipped, and say so.</summary>
internal static class ClusterComponent
{
    /// <summary>Kills one of them, as <c>kill -9</c> does.</summary>
    public static Task KillAsync(string name) => RunAsync("kill", name);

    /// <summary>Starts one of them.</summary>
    public static Task StartAsync(string name) => RunAsync("start", name);

    /// <summary>Skips the test where there is no such command.</summary>
    public static void SkipUnlessThereIsOne() =>
        Assert.SkipWhen(Command is null, "FLINK_TEST_KUBE_COMPONENT names no command that stops and starts parts of Kubernetes");

    private static string? Command => Environment.GetEnvironmentVariable("FLINK_TEST_KUBE_COMPONENT") is { Length: > 0 } command ? command : null;

    private static async Task RunAsync(string verb, string name)
    {
        // What it starts must not hold our pipes.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec '{Command}' {verb} {name} >/dev/null 2>&1 </dev/null"]))!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{Command} {verb} {name} ended with {process.ExitCode}");
    }
}
