using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Flink.Runtime.Scheduling;
using Microsoft.Diagnostics.Runtime;

namespace Flink.Local;

/// <summary>Reads stacks of this process with ClrMD, through the debugging library that lies beside the runtime. Linux only.</summary>
/// <remarks>
/// <para>Memory is read as a stranger's would be, by a system call that fails where nothing is mapped. The debugging library itself does
/// not survive the stack of a thread that runs while it is walked: it takes the process with it. So only a thread that sleeps, and did so a
/// moment before, is looked at.</para>
/// <para>Two obstacles are stepped around, see docs/decisions/0006-stacks-of-blocked-threads.md: ClrMD refuses the own process id, but
/// the id of any of its threads names the same memory; and it cannot tell the runtime's version from memory alone, so it is given
/// the library that belongs to the runtime this process has loaded.</para>
/// </remarks>
public sealed class ThreadStacks : IThreadStacks
{
    private const string AccessLibrary = "libmscordaccore.so";
    private const string Runs = "Its stack is not known: it runs and does not wait.";
    private const int MostFrames = 30;

    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(50);

    private static readonly Lock _oneAtATime = new();

    /// <inheritdoc/>
    public string Describe(int managedThreadId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Its stack is not known: stacks of running processes are read on Linux only.";
        }

        var library = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), AccessLibrary);
        if (!File.Exists(library))
        {
            return $"Its stack is not known: the runtime comes without '{library}'.";
        }

        try
        {
            lock (_oneAtATime)
            {
                return Read(managedThreadId, library);
            }
        }
        catch (Exception e)
        {
            // A report without a stack is better than none; whatever a debugging library throws on a moving target is no failure of the job.
            return $"Its stack is not known: {e.Message}";
        }
    }

    private static string Read(int managedThreadId, string library)
    {
        using var target = DataTarget.AttachToProcess(IdOfThisThread(), suspend: false);
        using var runtime = target.ClrVersions[0].CreateRuntime(library, ignoreMismatch: true);
        foreach (var thread in runtime.Threads)
        {
            if (thread.ManagedThreadId == managedThreadId)
            {
                return Sleeps(thread.OSThreadId) ? Describe(thread) : Runs;
            }
        }

        return "Its stack is not known: the thread has ended.";
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

        return text.Length == 0 ? Runs : $"Its stack:\n{text}";
    }

    // Asleep at both looks, and never awake in between.
    private static bool Sleeps(uint thread)
    {
        var before = SleepOf(thread);
        if (before is null)
        {
            return false;
        }

        Thread.Sleep(_moment);
        return before == SleepOf(thread);
    }

    // How often the thread has gone to sleep and been woken, as the system counts it; null when it is awake.
    private static string? SleepOf(uint thread)
    {
        var lines = File.ReadAllLines($"/proc/self/task/{thread}/status");
        return lines.Any(static line => line.StartsWith("State:\tS", StringComparison.Ordinal))
            ? string.Join(' ', lines.Where(static line => line.Contains("ctxt_switches", StringComparison.Ordinal)))
            : null;
    }

    private static int IdOfThisThread()
    {
        var name = Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget);
        if (!int.TryParse(name, null, out var id) || id == Environment.ProcessId)
        {
            throw new UnreachableException($"Stacks are read on threads other than the main one, and /proc/thread-self is '{name}'.");
        }

        return id;
    }
}
