using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Diagnostics.Runtime;
using Microsoft.Win32.SafeHandles;

namespace Flink.Local;

/// <summary>What the child process of <see cref="ThreadStacks"/> does: reads the stack of a thread of its parent with ClrMD, writes it, and ends before the program's Main.</summary>
/// <remarks>The parent is only read, never stopped. ClrMD is given the debugging library beside the runtime of this process, which is the parent's too.</remarks>
internal static class StackReader
{
    /// <summary>The variable by which the runtime finds startup hooks.</summary>
    public const string HookVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>The variable that tells the child the process and the managed thread.</summary>
    public const string TargetVariable = "FLINK_STACK_OF";

    private const string AccessLibrary = "libmscordaccore.so";
    private const int MostFrames = 30;
    private const int StandardOutput = 1;

    /// <summary>Does it where this process was started for it; else returns.</summary>
    public static void Run()
    {
        if (Environment.GetEnvironmentVariable(TargetVariable)?.Split(' ') is [var process, var thread])
        {
            // The parent listens there; no Main of a program will run here.
            using (var answer = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write))
            {
                answer.Write(Encoding.UTF8.GetBytes(Read(int.Parse(process, CultureInfo.InvariantCulture), int.Parse(thread, CultureInfo.InvariantCulture))));
            }

            Environment.Exit(0);
        }
    }

    private static string Read(int processId, int managedThreadId)
    {
        var library = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), AccessLibrary);
        if (!File.Exists(library))
        {
            return $"Its stack is not known: the runtime comes without '{library}'.";
        }

        try
        {
            using var target = DataTarget.AttachToProcess(processId, suspend: false);
            using var runtime = target.ClrVersions[0].CreateRuntime(library, ignoreMismatch: true);
            return runtime.Threads.FirstOrDefault(thread => thread.ManagedThreadId == managedThreadId) is { } found
                ? Describe(found)
                : "Its stack is not known: the thread has ended.";
        }
        catch (Exception e)
        {
            // Whatever a debugging library throws on a moving target: the report says it.
            return $"Its stack is not known: {e.Message}";
        }
    }

    private static string Describe(ClrThread thread)
    {
        var text = new StringBuilder();
        foreach (var frame in thread.EnumerateStackTrace(includeContext: false, maxFrames: MostFrames))
        {
            if (frame.Method is { } method)
            {
                text.Append(text.Length == 0 ? "" : "\n").Append("   at ").Append(method.Signature ?? method.Name);
            }
        }

        return text.Length == 0 ? "Its stack is not known: it runs and does not wait." : $"Its stack:\n{text}";
    }
}
