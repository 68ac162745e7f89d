using System.Runtime.InteropServices;

namespace Flink.ResourceManagers.Processes;

/// <summary>Notices the end of processes: one thread for all, which sleeps until one has ended.</summary>
/// <remarks>
/// A process descriptor is readable once its process has ended, whoever else still holds its output, and also of a process that is no child. Where the kernel has none,
/// processes are looked at several times a second. Safe for use by several threads.
/// </remarks>
public sealed unsafe class ExitWatch : IDisposable
{
    private const int LookPause = 100;

    private readonly Lock _gate = new();
    private readonly List<Watched> _watched = [];
    private readonly int _wakeRead;
    private readonly int _wakeWrite;
    private volatile bool _isDisposed;

    /// <summary>A watch without processes.</summary>
    /// <param name="name">Of its thread.</param>
    public ExitWatch(string name)
    {
        var ends = stackalloc int[2];
        if (Posix.Pipe(ends, Posix.CloseOnExecute) != 0)
        {
            throw new Core.FlinkException($"Processes cannot be watched: {Posix.ErrorText(Marshal.GetLastPInvokeError())}.", isRetryable: true);
        }

        (_wakeRead, _wakeWrite) = (ends[0], ends[1]);
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Watches a process. One that has ended already is told of like any other.</summary>
    /// <param name="process">The process.</param>
    /// <param name="ended">Called once, in the watching thread, after everything that the process has left in its group was killed.</param>
    public void Add(ProcessIdentity process, Action<ExitStatus> ended)
    {
        ArgumentNullException.ThrowIfNull(process);
        var descriptor = Posix.OpenProcess(process.Pid);

        // The number may have been given to another one before the descriptor was opened.
        if (descriptor >= 0 && ProcessState.Read(process.Pid) is { } state && state.StartTicks != process.StartTicks)
        {
            Posix.Close(descriptor);
            descriptor = -1;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _watched.Add(new Watched(process, descriptor, ended));
            Wake();
        }
    }

    /// <summary>Stops watching; processes live on, and nobody is told of them any more once this returns, but by a call that is under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                Wake();
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            Watched[] watched;
            lock (_gate)
            {
                if (_isDisposed)
                {
                    Close();
                    return;
                }

                watched = [.. _watched];
            }

            Wait(watched);
            foreach (var process in watched)
            {
                // How one ended that did so after the disposal is for whoever watches it next.
                if (process.HasEnded && !_isDisposed)
                {
                    Tell(process, Collect(process.Process));
                }
            }
        }
    }

    private void Wait(Watched[] watched)
    {
        var entries = new Posix.PollEntry[watched.Length + 1];
        entries[0] = new Posix.PollEntry { Descriptor = _wakeRead, Events = Posix.PollIn };
        for (var i = 0; i < watched.Length; i++)
        {
            entries[i + 1] = new Posix.PollEntry { Descriptor = watched[i].Descriptor, Events = Posix.PollIn };
        }

        fixed (Posix.PollEntry* first = entries)
        {
            Posix.Poll(first, (ulong)entries.Length, Array.Exists(watched, static process => process.Descriptor < 0) ? LookPause : -1);
        }

        byte any;
        if (entries[0].Happened != 0)
        {
            Posix.Read(_wakeRead, &any, 1);
        }

        for (var i = 0; i < watched.Length; i++)
        {
            watched[i].HasEnded = watched[i].Descriptor < 0 ? !watched[i].Process.IsAlive : entries[i + 1].Happened != 0;
        }
    }

    // A child that has ended keeps its number until it is collected: until then its group is nobody else's.
    private static ExitStatus Collect(ProcessIdentity process)
    {
        process.SignalGroup(Posix.SigKill);
        return Posix.Wait(process.Pid, out var status, Posix.NoHang) == process.Pid ? ExitStatus.FromWait(status) : ExitStatus.Unknown;
    }

    private void Tell(Watched watched, ExitStatus status)
    {
        lock (_gate)
        {
            _watched.Remove(watched);
            if (watched.Descriptor >= 0)
            {
                Posix.Close(watched.Descriptor);
            }

            if (_isDisposed)
            {
                return;
            }
        }

        watched.Ended(status);
    }

    private void Wake()
    {
        byte any = 0;
        Posix.Write(_wakeWrite, &any, 1);
    }

    private void Close()
    {
        Posix.Close(_wakeRead);
        Posix.Close(_wakeWrite);
        foreach (var watched in _watched.Where(static watched => watched.Descriptor >= 0))
        {
            Posix.Close(watched.Descriptor);
        }
    }

    private sealed class Watched(ProcessIdentity process, int descriptor, Action<ExitStatus> ended)
    {
        public ProcessIdentity Process => process;

        public int Descriptor => descriptor;

        public Action<ExitStatus> Ended => ended;

        public bool HasEnded { get; set; }
    }
}
