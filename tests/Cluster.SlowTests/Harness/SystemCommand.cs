using System.ComponentModel;
using System.Diagnostics;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Commands of the operating system.</summary>
public static class SystemCommand
{
    /// <summary>Runs one to its end.</summary>
    /// <returns>What went wrong; null for nothing.</returns>
    public static string? Run(string command, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "this is not Linux";
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"'{command} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {error.Trim()}";
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
