namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>Where a run under a seed fails: a fair choice of places, each often enough to be met, and an end of it so that the job ends.</summary>
/// <remarks>Found by name: functions of a job are copied, what they break with is not.</remarks>
internal sealed class Faults(int seed, int most)
{
    private static readonly Dictionary<string, Faults> _byRun = [];

    private readonly Random _random = new(seed);

    public List<string> Thrown { get; } = [];

    public static Faults Begin(string run, int seed, int most)
    {
        lock (_byRun)
        {
            return _byRun[run] = new Faults(seed, most);
        }
    }

    /// <summary>Throws now and then.</summary>
    /// <param name="run">The run.</param>
    /// <param name="place">Where the caller is.</param>
    /// <param name="chance">How likely it is, of 1.</param>
    public static void May(string run, string place, double chance)
    {
        Faults faults;
        lock (_byRun)
        {
            faults = _byRun[run];
        }

        faults.May(place, chance);
    }

    private void May(string place, double chance)
    {
        if (Thrown.Count < most && _random.NextDouble() < chance)
        {
            Thrown.Add(place);
            throw new InvalidOperationException($"thrown in {place}");
        }
    }
}
