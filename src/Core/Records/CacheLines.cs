namespace Flink.Core.Records;

/// <summary>Memory that goes round between processors: one fills it, another one reads it and gives it back.</summary>
public static class CacheLines
{
    private const int Bytes = 64;

    /// <summary>
    /// Writes to each cache line of what the calling thread has read and gives back. A line that is only read stays in this processor's cache, from where the next
    /// writer has to take it, one after the other, for tens of nanoseconds each; one that was written as well does not (docs/decisions/0032).
    /// </summary>
    /// <param name="read">What was read; its contents are undefined afterwards.</param>
    public static void GiveBack(Span<byte> read)
    {
        for (var i = 0; i < read.Length; i += Bytes)
        {
            read[i] = 0;
        }

        // Arrays need not begin with a line.
        if (read.Length > 0)
        {
            read[^1] = 0;
        }
    }
}
