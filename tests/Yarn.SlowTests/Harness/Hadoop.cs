using System.Diagnostics;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>Hadoop's own command line, where FLINK_TEST_HADOOP names the folder of its script.</summary>
internal static class Hadoop
{
    // The largest priority that applications may have; YARN's own is 0.
    private const string Limit = "yarn.cluster.max-application-priority";

    private static string? Folder => Environment.GetEnvironmentVariable("FLINK_TEST_HADOOP");

    public static bool HasCommands => Folder is { Length: > 0 };

    /// <summary>Lets applications have priorities, as an administrator does: in the file that the ResourceManager reads again when it is told to.</summary>
    public static void AllowPriorities(int most)
    {
        var file = Path.Combine(YarnLab.Hadoop.Folder!, "yarn-site.xml");
        var text = File.ReadAllText(file);
        if (!text.Contains(Limit, StringComparison.Ordinal))
        {
            // Whole at any moment: others read it.
            File.WriteAllText($"{file}.new", text.Replace("</configuration>", $"<property><name>{Limit}</name><value>{most}</value></property></configuration>", StringComparison.Ordinal));
            File.Move($"{file}.new", file, overwrite: true);
        }

        Run("yarn", "rmadmin", "-refreshClusterMaxPriority");
    }

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
