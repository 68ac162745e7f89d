using System.Runtime.InteropServices;
using System.Text;
using Flink.Core;

namespace Flink.Cli.Processes;

/// <summary>Replaces the program of this process by the same program, begun anew: number, log and output stay, memory and loaded code are gone.</summary>
internal static partial class SelfExecution
{
    private const string CommandLine = "/proc/self/cmdline";

    /// <summary>Does not return. The process must have let go of its ports: they are closed with it.</summary>
    /// <exception cref="FlinkException">The system refuses, or is none that can.</exception>
    public static unsafe void Replace(string variable, string value)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new FlinkException("A worker can execute itself anew on Linux only; start it again.");
        }

        // The runtime's own copy of the environment is not the system's.
        Environment.SetEnvironmentVariable(variable, value);
        var arguments = Encoding.UTF8.GetString(File.ReadAllBytes(CommandLine)).TrimEnd('\0').Split('\0');
        var environment = Environment.GetEnvironmentVariables();
        var variables = new List<string>();
        foreach (System.Collections.DictionaryEntry entry in environment)
        {
            variables.Add($"{entry.Key}={entry.Value}");
        }

        _ = Execute(Environment.ProcessPath!, Pointers(arguments), Pointers(variables));
        throw new FlinkException($"{Environment.ProcessPath} cannot be executed anew: error {Marshal.GetLastPInvokeError()}.");
    }

    private static nint[] Pointers(IReadOnlyCollection<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, nint[] arguments, nint[] environment);
}
