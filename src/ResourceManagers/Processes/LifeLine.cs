using System.Globalization;
using System.Runtime.InteropServices;
using Flink.Core;

namespace Flink.ResourceManagers.Processes;

/// <summary>
/// How a process notices the end of the one that started it, also when that one was killed: a pipe into which nobody writes, and whose other end the system
/// closes with its owner.
/// </summary>
/// <remarks>
/// Not the signal that Linux can send at the death of a parent: that one is bound to the thread that started the process, and is lost when a program is executed.
/// Who should outlive its starter is started without (<see cref="ProcessStart.EndsWithThisProcess"/>).
/// </remarks>
public sealed unsafe class LifeLine
{
    /// <summary>Names the descriptor to the process that is started.</summary>
    public const string Variable = "FLINK_LIFE_LINE";

    /// <summary>The number that it gets there.</summary>
    internal const int Descriptor = 3;

    private static readonly Lazy<int> _end = new(static () =>
    {
        var ends = stackalloc int[2];
        return Posix.Pipe(ends, Posix.CloseOnExecute) == 0
            ? ends[0]
            : throw new FlinkException($"No pipe can be made for the processes of this one: {Posix.ErrorText(Marshal.GetLastPInvokeError())}.", isRetryable: true);
    });

    private readonly int _descriptor;
    private volatile bool _isCut;

    private LifeLine(int descriptor) => _descriptor = descriptor;

    /// <summary>The end that goes to all whom this process starts. The other one stays open as long as the process lives.</summary>
    internal static int End => _end.Value;

    /// <summary>Whether the starter is gone.</summary>
    public bool IsCut => _isCut;

    /// <summary>The line to whoever started this process; null when it may outlive that one. Taken once: what this process starts does not inherit it.</summary>
    public static LifeLine? Take()
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor)
            || Posix.Control(descriptor, Posix.GetDescriptorFlags, 0) < 0)
        {
            return null;
        }

        Posix.Control(descriptor, Posix.SetDescriptorFlags, Posix.DescriptorClosesOnExecute);
        return new LifeLine(descriptor);
    }

    /// <summary>Watches it: when the starter is gone, tells, and leaves the process some time to end by itself before it is killed with all that it has started.</summary>
    /// <param name="cut">Begins the end.</param>
    /// <param name="grace">The time for it.</param>
    public void Watch(Action cut, TimeSpan grace)
    {
        new Thread(() =>
        {
            WaitForEnd();
            _isCut = true;
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => KillGroup();
            cut();
            using var never = new ManualResetEventSlim();
            never.Wait(grace);
            KillGroup();
        })
        { IsBackground = true, Name = "flink-life-line" }.Start();
    }

    /// <summary>Lets the program that this process executes next take the line over.</summary>
    public void HandOver()
    {
        Posix.Control(_descriptor, Posix.SetDescriptorFlags, 0);
        Environment.SetEnvironmentVariable(Variable, _descriptor.ToString(CultureInfo.InvariantCulture));
    }

    private void WaitForEnd()
    {
        byte nothing;
        while (Posix.Read(_descriptor, &nothing, 1) < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted)
        {
        }
    }

    // Only one's own: a process that does not lead a session was started by hand.
    private static void KillGroup()
    {
        if (ProcessState.Read(Environment.ProcessId)?.Session == Environment.ProcessId)
        {
            Posix.Kill(-Environment.ProcessId, Posix.SigKill);
        }
    }
}
