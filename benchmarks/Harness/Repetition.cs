using System.Diagnostics;

namespace Flink.Benchmarks.Harness;

/// <summary>Repeats a work inside one process: first until its code is optimised, then timed.</summary>
internal static class Repetition
{
    private const int WarmUps = 4;
    private const int Repetitions = 5;
    private const int LongWarmUps = 5;
    private const int LongRepetitions = 3;

    /// <summary>Gives the background compiler time to install what the calls before made hot.</summary>
    private static readonly TimeSpan TierUpPause = TimeSpan.FromMilliseconds(150);

    /// <summary>Measures a work; one of long effort by the timestamps of its job.</summary>
    /// <returns>The median of the timed calls.</returns>
    /// <exception cref="InvalidOperationException">Two calls gave different checksums.</exception>
    public static Measurement Measure(IWork work, Unit unit, Effort effort)
    {
        var (warmUps, repetitions) = effort switch
        {
            Effort.Full => (WarmUps, Repetitions),
            Effort.Long => (LongWarmUps, LongRepetitions),
            _ => (1, 1),
        };
        var checksum = work.Run();
        for (var i = 1; i < warmUps; i++)
        {
            Verify(checksum, work.Run());
            Thread.Sleep(TierUpPause);
        }

        var seconds = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var result = work.Run();
            var elapsed = Stopwatch.GetElapsedTime(start);
            seconds[i] = (effort == Effort.Long ? work.OwnTime!.Value : elapsed).TotalSeconds;
            Verify(checksum, result);
        }

        return new Measurement(unit.Convert(Statistics.Median(seconds), work.Units), checksum);
    }

    private static void Verify(long expected, long actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"Two calls of the same work disagree: checksums {expected:x} and {actual:x}.");
        }
    }
}
