namespace Flink.Runtime.JobManager.Slots;

/// <summary>A region that is deployed once all its slots are there.</summary>
/// <param name="subtasks">Its subtasks.</param>
internal sealed class WaitingRegion(IReadOnlyList<Subtask> subtasks)
{
    /// <summary>Its subtasks.</summary>
    public IReadOnlyList<Subtask> Subtasks => subtasks;

    /// <summary>Slots that are not there yet.</summary>
    public int Missing { get; set; }

    /// <summary>Whether it was cancelled before they came.</summary>
    public bool IsGivenUp { get; set; }
}
