using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.TaskManager.Messages;

namespace Flink.Runtime.JobManager;

/// <summary>The failures of a job that led to restarts or to its end, with those that came while it was on the way (Flink's exception history). Belongs to the job master's endpoint.</summary>
/// <param name="clock">For the times.</param>
/// <param name="size">Failures that are remembered.</param>
internal sealed class ExceptionHistory(TimeProvider clock, int size)
{
    private readonly List<(FailureEntry Root, List<FailureEntry> Concurrent)> _entries = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<FailureEntry> Entries =>
        [.. Enumerable.Reverse(_entries).Select(static entry => entry.Root with { Concurrent = [.. entry.Concurrent] })];

    /// <summary>A failure that decides what becomes of the job.</summary>
    public void Add(Exception cause, Subtask? subtask)
    {
        _entries.Add((EntryOf(cause, subtask), []));
        if (_entries.Count > size)
        {
            _entries.RemoveAt(0);
        }
    }

    /// <summary>A failure on the way to what the last one has decided.</summary>
    public void AddConcurrent(Exception cause, Subtask? subtask)
    {
        if (_entries.Count > 0 && _entries[^1].Concurrent.Count < size)
        {
            _entries[^1].Concurrent.Add(EntryOf(cause, subtask));
        }
    }

    private FailureEntry EntryOf(Exception cause, Subtask? subtask)
    {
        var entry = FailureEntry.Of(cause, clock.GetUtcNow());
        if (cause is RemoteTaskException remote)
        {
            entry = entry with { ExceptionName = remote.ErrorType };
        }

        var location = subtask?.Current.Slot?.TaskManager.Location;
        return subtask is null ? entry : entry with
        {
            TaskName = $"{subtask.Name} - execution #{subtask.Current.Id.Attempt}",
            Endpoint = location is null ? null : $"{location.DataHost}:{location.DataPort}",
            TaskManagerId = location?.Id.Value,
        };
    }
}
