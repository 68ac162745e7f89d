namespace Flink.ResourceManagers.Processes;

/// <summary>A process as it is to be started: leader of a session and a group of its own, so that no terminal ends it and all that it starts can be ended with it.</summary>
public sealed record ProcessStart
{
    /// <summary>The executable, then its arguments. No secrets: everybody on the machine can read them.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The files that get what it prints, at their ends; their folder must be there.</summary>
    public required LogFiles Files { get; init; }

    /// <summary>Variables beyond those of this process; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether it notices the end of this process, however sudden (<see cref="LifeLine"/>).</summary>
    public bool EndsWithThisProcess { get; init; }
}
