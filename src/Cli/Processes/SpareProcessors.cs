using System.Globalization;

namespace Flink.Cli.Processes;

/// <summary>Whether this machine has time for what nobody waits for. Where it does not say how busy it is (all but Linux), it has.</summary>
/// <param name="file">Where the system says what its processors did.</param>
/// <param name="processors">How many there are.</param>
internal sealed class SpareProcessors(string file, int processors)
{
    // Of one processor: less is what a busy machine has between two of its tasks.
    private const double Enough = 0.5;

    // Of the first line of the file: "cpu", then jiffies of user, nice, system, idle, iowait, irq, softirq, steal.
    private const int Idle = 4;
    private const int WaitsForDisk = 5;
    private const int Fields = 9;

    private (long Idle, long All) _seen;

    /// <summary>Those of this machine.</summary>
    public static SpareProcessors OfThisMachine() => new("/proc/stat", Environment.ProcessorCount);

    /// <summary>Whether half a processor, or more, had nothing to do since the last look; the first one is about all the time since the machine was started.</summary>
    public bool Look()
    {
        var (idle, all) = Read();
        var (idleSince, allSince) = (idle - _seen.Idle, all - _seen.All);
        _seen = (idle, all);
        return allSince <= 0 || (double)idleSince / allSince * processors >= Enough;
    }

    private (long Idle, long All) Read()
    {
        try
        {
            using var reader = new StreamReader(file);
            string[] fields = reader.ReadLine()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            return fields.Length < Fields ? default : (JiffiesOf(fields[Idle]) + JiffiesOf(fields[WaitsForDisk]), fields[1..Fields].Sum(JiffiesOf));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // It does not say.
            return default;
        }
    }

    private static long JiffiesOf(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
