using System.Globalization;

namespace Flink.ResourceManagers.Processes;

/// <summary>How a process has ended.</summary>
/// <param name="Code">Its exit code; null when it was a signal, or nobody knows.</param>
/// <param name="Signal">The signal that ended it; null when it was none, or nobody knows.</param>
public readonly record struct ExitStatus(int? Code, int? Signal)
{
    private const int SignalBase = 128;
    private const int CodeShift = 8;

    /// <summary>Of a process that somebody else has started, whose status goes to that one.</summary>
    public static ExitStatus Unknown => default;

    /// <summary>As shells report it: the code, or 128 and the signal; null when nobody knows.</summary>
    public int? ShellCode => Code ?? SignalBase + Signal;

    internal static ExitStatus FromWait(int status)
    {
        var signal = status & 0x7f;
        return signal == 0 ? new ExitStatus((status >> CodeShift) & 0xff, null) : new ExitStatus(null, signal);
    }

    /// <summary>For people.</summary>
    public override string ToString() => this switch
    {
        { Code: { } code } => string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}"),
        { Signal: { } signal } => string.Create(CultureInfo.InvariantCulture, $"was ended by signal {signal}{NameOf(signal)}"),
        _ => "ended; an earlier JobManager had started it, so its exit code is not known",
    };

    private static string NameOf(int signal) => signal switch
    {
        1 => " (SIGHUP)",
        2 => " (SIGINT)",
        3 => " (SIGQUIT)",
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        13 => " (SIGPIPE)",
        15 => " (SIGTERM)",
        24 => " (SIGXCPU)",
        25 => " (SIGXFSZ)",
        31 => " (SIGSYS)",
        _ => "",
    };
}
