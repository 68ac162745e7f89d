using System.Diagnostics;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>Hadoop's own command line, where FLINK_TEST_HADOOP names the folder of its script.</summary>
internal static class Hadoop
{
    private static string? Folder => Environment.GetEnvironmentVariable("FLINK_TEST_HADOOP");

    public static bool HasCommands => Folder is { Length: > 0 };

    /// <summary>Runs a command, and gives what it prints.</summary>
    public static string Run(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Folder!, "hadoop.sh"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Length > 0 ? output : errors.Result;
    }
}
