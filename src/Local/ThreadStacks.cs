using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Flink.Runtime.Scheduling;

namespace Flink.Local;

/// <summary>Has the stacks of this process read by a child process, which is this program once more with <see cref="StackReader"/> in place of its Main. Linux only.</summary>
/// <remarks>
/// The debugging library that walks stacks crashes now and then on a process that runs, and took this process with it when it was used within
/// (docs/decisions/0006-stacks-of-blocked-threads.md). A child that crashes costs a report its stack. A child takes some 0.5 s of a processor, so at most
/// one is started in a few seconds: a machine that is so busy that everything looks blocked is not made busier.
/// </remarks>
public sealed partial class ThreadStacks : IThreadStacks
{
    private const string HookSwitch = "System.StartupHookProvider.IsSupported";
    private const int SetTracer = 0x59616d61;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    private readonly Lock _oneAtATime = new();
    private long _readAt;

    /// <inheritdoc/>
    public string Describe(int managedThreadId)
    {
        if (!OperatingSystem.IsLinux() || (AppContext.TryGetSwitch(HookSwitch, out var hasHooks) && !hasHooks))
        {
            return "Its stack is not known: it is read on Linux, in programs with startup hooks.";
        }

        if (!_oneAtATime.TryEnter())
        {
            return "Its stack is not known: another one is being read.";
        }

        try
        {
            if (_readAt != 0 && Stopwatch.GetElapsedTime(_readAt) < _pause)
            {
                return "Its stack is not known: another one was read a moment ago.";
            }

            try
            {
                return Read(managedThreadId);
            }
            finally
            {
                // From its end: a machine on which reading takes long is to have its pause too.
                _readAt = Stopwatch.GetTimestamp();
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            // A report without a stack is better than none.
            return $"Its stack is not known: {e.Message}";
        }
        finally
        {
            _oneAtATime.Exit();
        }
    }

    private static string Read(int managedThreadId)
    {
        var host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        var start = new ProcessStartInfo(host, program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[StackReader.HookVariable] = typeof(ThreadStacks).Assembly.Location;
        start.Environment[StackReader.TargetVariable] = $"{Environment.ProcessId} {managedThreadId}";
        using var reader = Process.Start(start)!;

        // Where the kernel lets only parents read their children; elsewhere it knows no such call.
        _ = AllowReading(SetTracer, (nuint)reader.Id);
        var text = reader.StandardOutput.ReadToEndAsync();
        _ = reader.StandardError.ReadToEndAsync();
        if (!reader.WaitForExit(_patience))
        {
            reader.Kill();
            return $"Its stack is not known: reading it took more than {_patience.TotalSeconds:0} s.";
        }

        return reader.ExitCode == 0 ? text.GetAwaiter().GetResult() : $"Its stack is not known: its reader ended with exit code {reader.ExitCode}.";
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int AllowReading(int option, nuint process);
}
