using System.Globalization;
using System.Text;
using Flink.Yarn.Rest;
using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.Workers;

/// <summary>How a container has ended.</summary>
/// <param name="ExitStatus">The exit code of its process, or a number of YARN's below zero; null when nobody knows.</param>
/// <param name="Diagnostics">YARN's words.</param>
internal sealed record ContainerEnd(int? ExitStatus, string Diagnostics)
{
    private const int SignalsBegin = 128;
    private const int MostSignals = 64;
    private const int MostWords = 600;
    private const string Status = "exitStatus=";
    private const string Words = ", diagnostics=";

    /// <summary>Finds the end of a container in the log of the service's ApplicationMaster, who alone is told of it; null when it does not stand there.</summary>
    public static ContainerEnd? Find(string log, string container)
    {
        var at = log.LastIndexOf($"{container} completed", StringComparison.Ordinal);
        var status = at < 0 ? -1 : log.IndexOf(Status, at, StringComparison.Ordinal);
        if (status < 0)
        {
            return null;
        }

        status += Status.Length;
        var length = 0;
        while (status + length < log.Length && (char.IsAsciiDigit(log[status + length]) || log[status + length] == '-'))
        {
            length++;
        }

        if (!int.TryParse(log.AsSpan(status, length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        return new ContainerEnd(code, log.AsSpan(status + length).StartsWith(Words) ? ReadWords(log[(status + length + Words.Length)..]) : "");
    }

    /// <summary>The end of a container as its machine knows it, for a moment.</summary>
    public static ContainerEnd Of(ContainerState state) => new((int)state.ExitCode, ReadWords(state.Diagnostics));

    /// <summary>The end of a container as its ApplicationMaster is told of it.</summary>
    public static ContainerEnd Of(ContainerStatus status) => new(status.ExitStatus, ReadWords(status.Diagnostics));

    /// <summary>Whether a machine says of a container that it has ended: its exit status is known as soon as its process is gone, and its folder may be cleaned up meanwhile.</summary>
    public static bool IsEnd(ContainerStatus status) => status.Phase == ContainerPhase.CComplete || status.ExitStatus != (int)ContainerState.NoExitCode;

    /// <summary>A sentence for people.</summary>
    public string Describe(string container)
    {
        var reason = ExitStatus switch
        {
            null => "has ended, and YARN does not say how",
            -100 => "was lost with its machine, or taken back by YARN (exit status -100)",
            -101 => "was ended because the disks of its machine have failed (exit status -101)",
            -102 => "was pre-empted for another queue or application (exit status -102)",
            -103 => "was killed over its virtual memory (exit status -103): set yarn.nodemanager.vmem-check-enabled to false on the machines, .NET reserves far more than it uses",
            -104 => "was killed over its memory (exit status -104): make 'taskmanager.memory.jvm-overhead.max' or 'taskmanager.memory.process.size' larger",
            -105 => "was ended by its ApplicationMaster (exit status -105)",
            -106 => "was ended by the ResourceManager (exit status -106)",
            -1000 => "could not be started, its files could not be fetched (exit status -1000)",
            > SignalsBegin and < SignalsBegin + MostSignals => string.Create(CultureInfo.InvariantCulture, $"was ended by signal {ExitStatus - SignalsBegin} (exit code {ExitStatus})"),
            _ => string.Create(CultureInfo.InvariantCulture, $"has ended with exit code {ExitStatus}"),
        };
        return Diagnostics.Length > 0 ? $"container {container} {reason}: {Diagnostics}" : $"container {container} {reason}";
    }

    // Up to the next line of the log, which begins with its time; the times within are of no use to anybody.
    private static string ReadWords(string rest)
    {
        var text = new StringBuilder();
        foreach (var line in rest.Split('\n').TakeWhile(static line => !BeginsWithTime(line)))
        {
            var begin = line.StartsWith('[') && BeginsWithTime(line[1..]) ? line.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
            if (line[begin..].Trim() is { Length: > 0 } words)
            {
                text.Append(text.Length > 0 ? " " : "").Append(words);
            }
        }

        return text.Length > MostWords ? string.Concat("...", text.ToString().AsSpan(text.Length - MostWords)) : text.ToString();
    }

    private static bool BeginsWithTime(string line) =>
        line.Length > 10 && line[4] == '-' && line[7] == '-' && line.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0;
}
