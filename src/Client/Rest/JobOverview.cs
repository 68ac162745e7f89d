namespace Flink.Client.Rest;

/// <summary>A job in a list.</summary>
public sealed record JobOverview : JobFacts
{
    /// <summary>Tasks by state in small letters, and <c>total</c>.</summary>
    public IReadOnlyDictionary<string, int> Tasks { get; init; } = new Dictionary<string, int>();
}
