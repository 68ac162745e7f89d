using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using Flink.Core;

namespace Flink.ResourceManagers.Processes;

/// <summary>Starts processes without a shell in between and without a pipe to read: output goes to files, and the end of a process shows in a descriptor.</summary>
public static class ChildProcess
{
    private const int LastSignal = 31;
    private const int StopSignal = 19;
    private const int NotFound = 2;
    private const int TryAgain = 11;
    private const int NoMemory = 12;
    private const int NoSpace = 28;
    private const uint PrivateFile = 0x180;

    /// <summary>Starts a process.</summary>
    /// <returns>Which process it is, so that it can be told from a later one of the same number.</returns>
    /// <exception cref="FlinkException">It cannot be started, and why; retryable where the machine had no room for it.</exception>
    public static unsafe ProcessIdentity Start(ProcessStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (!OperatingSystem.IsLinux())
        {
            throw new FlinkException("Processes of a cluster can be started on demand on Linux only. Elsewhere start them with bin/start-cluster.sh.");
        }

        var actions = stackalloc byte[Posix.SpawnStructureBytes];
        var attributes = stackalloc byte[Posix.SpawnStructureBytes];
        Posix.InitializeActions(actions);
        Posix.InitializeAttributes(attributes);
        var arguments = Pointers(start.Command);
        var environment = Pointers(Variables(start));
        try
        {
            Posix.AddOpen(actions, 0, "/dev/null", Posix.OpenReadOnly, 0);
            Posix.AddOpen(actions, 1, start.Files.Output, Posix.OpenForAppending, PrivateFile);
            Posix.AddOpen(actions, 2, start.Files.Errors, Posix.OpenForAppending, PrivateFile);
            if (start.EndsWithThisProcess)
            {
                Posix.AddDuplicate(actions, LifeLine.End, LifeLine.Descriptor);
            }

            BeginAnew(attributes);
            var error = Posix.Spawn(out var pid, start.Command[0], actions, attributes, arguments, environment);
            return error == 0 ? Identify(pid) : throw Refused(start, error);
        }
        finally
        {
            Free(arguments);
            Free(environment);
            Posix.DestroyActions(actions);
            Posix.DestroyAttributes(attributes);
        }
    }

    // Not yet collected, so the number is its own even if it has ended already.
    private static ProcessIdentity Identify(int pid) =>
        new(pid, ProcessState.Read(pid)?.StartTicks ?? 0, ProcessIdentity.CurrentBoot);

    // The runtime ignores and blocks signals for itself; who is started shall find them as they are.
    private static unsafe void BeginAnew(byte* attributes)
    {
        var signals = stackalloc byte[Posix.SignalSetBytes];
        new Span<byte>(signals, Posix.SignalSetBytes).Clear();
        Posix.SetSignalMask(attributes, signals);
        for (var signal = 1; signal <= LastSignal; signal++)
        {
            if (signal is not (Posix.SigKill or StopSignal))
            {
                signals[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
            }
        }

        Posix.SetSignalDefaults(attributes, signals);
        Posix.SetFlags(attributes, Posix.SpawnSetSession | Posix.SpawnSetSignalMask | Posix.SpawnSetSignalDefaults);
    }

    private static FlinkException Refused(ProcessStart start, int error)
    {
        var output = Path.GetDirectoryName(start.Files.Output)!;
        var why = error switch
        {
            NotFound when !File.Exists(start.Command[0]) => $"there is no file {start.Command[0]}",
            NotFound => $"the folder {output} of its output is gone",
            TryAgain => "the limit of processes of this user or of its control group is reached (ulimit -u, pids.max)",
            NoSpace => $"the disk of {output} is full",
            _ => Posix.ErrorText(error),
        };
        return new FlinkException($"{start.Command[0]} cannot be started: {why}.", isRetryable: error is TryAgain or NoMemory or NoSpace);
    }

    private static IEnumerable<string> Variables(ProcessStart start)
    {
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            if (entry.Key is string name && name != LifeLine.Variable && !start.Environment.ContainsKey(name))
            {
                yield return $"{name}={entry.Value}";
            }
        }

        foreach (var (name, value) in start.Environment)
        {
            if (value is not null)
            {
                yield return $"{name}={value}";
            }
        }

        if (start.EndsWithThisProcess)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{LifeLine.Variable}={LifeLine.Descriptor}");
        }
    }

    private static nint[] Pointers(IEnumerable<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    private static void Free(nint[] pointers)
    {
        foreach (var pointer in pointers)
        {
            Marshal.FreeCoTaskMem(pointer);
        }
    }
}
