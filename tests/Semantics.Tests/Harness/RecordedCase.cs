namespace Flink.Semantics.Tests.Harness;

/// <summary>A case that is run: its program, and how far the recording binds.</summary>
/// <param name="Name">Its folder below Golden.</param>
/// <param name="Build">Writes the program, with the public API.</param>
internal sealed record RecordedCase(string Name, Action<JobUnderTest> Build)
{
    /// <summary>Whether the recording holds for operators with two subtasks, as its README says.</summary>
    public bool HoldsInParallel { get; init; } = true;

    /// <summary>Whether the lines were sorted after the recording: then only the set counts.</summary>
    public bool IsSorted { get; init; }

    /// <summary>Tags that do not bind, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unbound { get; init; } = new Dictionary<string, string>();

    /// <summary>Gives the key of a printed line, within which the order counts.</summary>
    public Func<string, object?> KeyOf { get; init; } = static line => line.Split(',', '@')[0];

    /// <summary>Numbers of the input lines after which a timer is due that only the next watermark fires.</summary>
    /// <remarks>
    /// A job that is restored there cannot go on alike. Event time is no part of a snapshot, so that the watermark which the source repeats
    /// after the restore is the next one and fires the timer. It is so in Apache Flink.
    /// </remarks>
    public IReadOnlyList<int> TimersDueAfter { get; init; } = [];

    public override string ToString() => Name;
}
