namespace Flink.ResourceManagers.Workers;

/// <summary>Counts the workers that end on a machine before they have registered: where several do in a row, the machine is probably to blame.</summary>
internal sealed class NodeQuarantine(WorkerManagerSettings settings)
{
    private readonly Dictionary<string, (int Count, DateTimeOffset Last)> _failures = new(StringComparer.Ordinal);

    /// <summary>Counts one.</summary>
    /// <returns>Whether the machine has to go into quarantine; its count begins anew.</returns>
    public bool Failed(string node, DateTimeOffset now)
    {
        if (settings.QuarantineFailures == 0)
        {
            return false;
        }

        // Failures that are further apart than the quarantine lasts have nothing to do with each other.
        var (count, last) = _failures.GetValueOrDefault(node);
        count = count > 0 && now - last <= settings.QuarantineTime ? count + 1 : 1;
        if (count < settings.QuarantineFailures)
        {
            _failures[node] = (count, now);
            return false;
        }

        _failures.Remove(node);
        return true;
    }

    /// <summary>A worker has registered from a machine.</summary>
    public void Ease(string? node)
    {
        if (node is not null)
        {
            _failures.Remove(node);
        }
    }
}
