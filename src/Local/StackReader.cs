using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Diagnostics.Runtime;

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

    /// <summary>Does it where this process was started for it; else returns.</summary>
    public static void Run()
    {
        if (Environment.GetEnvironmentVariable(TargetVariable)?.Split(' ') is [var process, var thread])
        {
#pragma warning disable RS0030 // The parent listens, and nobody else: no Main of a program will run here.
            Console.Out.Write(Read(int.Parse(process, CultureInfo.InvariantCulture), int.Parse(thread, CultureInfo.InvariantCulture)));
            Console.Out.Flush();
#pragma warning restore RS0030
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
