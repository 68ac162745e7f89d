using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>Containers that YARN says it will take back, which it repeats with every answer. Guarded by the lock of the book.</summary>
/// <param name="clock">The clock of deadlines.</param>
/// <param name="time">How long YARN waits between saying that it takes a container and taking it.</param>
internal sealed class PreemptionNotices(TimeProvider clock, TimeSpan time)
{
    private readonly HashSet<string> _announced = new(StringComparer.Ordinal);
    private DateTimeOffset _heard = clock.GetUtcNow();

    /// <summary>Takes what an answer of YARN says.</summary>
    /// <param name="message">What it says; null for nothing.</param>
    /// <param name="isWorker">Whether a container is a worker's: of others the next answers tell again, when they may have become one.</param>
    /// <returns>Workers of which it is heard for the first time, each with the moment at which YARN may take it.</returns>
    public IReadOnlyList<(string Name, DateTimeOffset Deadline)> Take(PreemptionMessage? message, Predicate<string> isWorker)
    {
        // It may have been decided right after YARN was heard last.
        var deadline = _heard + time;
        _heard = clock.GetUtcNow();
        IEnumerable<PreemptionContainer> all = message is null ? [] : [.. message.StrictContract?.Containers ?? [], .. message.Contract?.Containers ?? []];
        return [.. all.Select(static container => YarnIds.Of(container.Id)).Where(name => isWorker(name) && _announced.Add(name)).Select(name => (name, deadline))];
    }

    /// <summary>A container is gone.</summary>
    public void Ended(string name) => _announced.Remove(name);
}
