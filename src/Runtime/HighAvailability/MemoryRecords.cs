namespace Flink.Runtime.HighAvailability;

/// <summary>Records that end with the process: where nobody takes over, nobody reads them.</summary>
internal sealed class MemoryRecords : FencedRecords
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private bool _hasEnded;

    public override Task PutAsync(string key, ReadOnlyMemory<byte> value)
    {
        RecordKeys.Check(key);
        var copy = value.ToArray();
        return Change(key, values => values[key] = copy);
    }

    public override Task RemoveAsync(string key) => Change(key, values => values.Remove(key));

    public override Task<ReadOnlyMemory<byte>?> GetAsync(string key)
    {
        lock (_gate)
        {
            return Task.FromResult(_values.TryGetValue(key, out var value) ? value : (ReadOnlyMemory<byte>?)null);
        }
    }

    public override Task<IReadOnlyList<string>> ListAsync(string prefix)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<string>>([.. _values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))]);
        }
    }

    /// <summary>Refuses writes from now on.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }
    }

    private Task Change(string key, Action<SortedDictionary<string, byte[]>> change)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return Task.FromException(new LeadershipLostException($"'{key}' is not stored: this process does not lead any more.", mayBeDone: false));
            }

            change(_values);
            return Task.CompletedTask;
        }
    }
}
