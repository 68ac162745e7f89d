using System.Globalization;
using Flink.Core;

namespace Flink.ResourceManagers.Processes;

/// <summary>Which process, beyond its number, which the system uses again: when it was started, and since which start of the machine that counts.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">When it was started, in ticks of the kernel since the machine was.</param>
/// <param name="Boot">Which start of the machine.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string Boot)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>This start of the machine.</summary>
    public static string CurrentBoot { get; } = File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "";

    /// <summary>The process that has a number now; null when there is none, or when it has ended and nobody has collected it.</summary>
    public static ProcessIdentity? Of(int pid) =>
        ProcessState.Read(pid) is { HasEnded: false } state ? new ProcessIdentity(pid, state.StartTicks, CurrentBoot) : null;

    /// <summary>Whether it runs.</summary>
    public bool IsAlive => Boot == CurrentBoot && ProcessState.Read(Pid) is { HasEnded: false } state && state.StartTicks == StartTicks;

    /// <summary>One line that <see cref="Parse"/> reads.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Pid} {StartTicks} {Boot}");

    /// <summary>What <see cref="ToText"/> wrote; null when it is something else, such as half of it.</summary>
    public static ProcessIdentity? Parse(string text) =>
        text.TrimEnd('\n').Split(' ') is [var pid, var start, var boot]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && number > 1
            ? new ProcessIdentity(number, ticks, boot)
            : null;

    /// <summary>Sends a signal to the group that it leads, and to nobody else: a number that was given to another process meanwhile is left alone.</summary>
    /// <returns>Whether there was something to send it to.</returns>
    /// <exception cref="FlinkException">The system refuses, for want of rights.</exception>
    public bool SignalGroup(int signal)
    {
        // While a member of its group or session is there, the number goes to nobody else.
        if (!IsAlive && !(Boot == CurrentBoot && ProcessState.Read(Pid) is null or { HasEnded: true } && ProcessState.All().Any(state => state.Session == Pid)))
        {
            return false;
        }

        if (Posix.Kill(-Pid, signal) == 0)
        {
            return true;
        }

        var error = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        return error == Posix.NoSuchProcess
            ? false
            : throw new FlinkException($"Process group {Pid} cannot be sent signal {signal}: {Posix.ErrorText(error)}.");
    }
}
