namespace Flink.Benchmarks.Harness;

/// <summary>How many records an effort means.</summary>
internal static class Efforts
{
    /// <summary>The records of an effort.</summary>
    /// <param name="effort">The effort.</param>
    /// <param name="full">Those of a full one.</param>
    /// <param name="smoke">Those of a smoke run.</param>
    /// <param name="longer">How many times the full ones a long one has.</param>
    public static long Of(this Effort effort, long full, long smoke, int longer = 8) => effort switch
    {
        Effort.Full => full,
        Effort.Long => longer * full,
        _ => smoke,
    };

    /// <summary>The effort of a figure that is measured by timestamps of jobs.</summary>
    public static Effort Longer(this Effort effort) => effort == Effort.Full ? Effort.Long : effort;
}
