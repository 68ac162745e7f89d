using Flink.Core.Graph;

namespace Flink.Rest.Programs;

/// <summary>How a program is to be started.</summary>
public sealed record ProgramCall
{
    /// <summary>Path of the program's zip.</summary>
    public required string Archive { get; init; }

    /// <summary>The class with <c>Main</c>; null for the assembly's own entry point.</summary>
    public string? EntryClass { get; init; }

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Configured values that its environments start from.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    /// <summary>The id of its job; null for one of its own.</summary>
    public JobId? Job { get; init; }

    /// <summary>Whether only the plan of its first job is wanted: the program is not run beyond it.</summary>
    public bool PlanOnly { get; init; }
}
