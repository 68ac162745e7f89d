using System.Diagnostics;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>What people do to nodes, by the command that they do it with; where there is none tests are skipped, and say so.</summary>
internal static class Kubectl
{
    /// <summary>Skips the test where there is no such command.</summary>
    public static void SkipUnlessThereIsOne() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "kubectl"))), "There is no kubectl on the PATH");

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public static async Task RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", [.. arguments, "--kubeconfig", TestCluster.Kubeconfig]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (code, output, errors) = await FlinkCommand.EndOfAsync(process, $"kubectl {string.Join(' ', arguments)}");
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {output}\n{errors}");
    }
}
