using Flink.Core.Graph;

namespace Flink.Runtime.Blobs;

/// <summary>Who needs which blob, and since when nobody does. Not safe for concurrent use.</summary>
/// <param name="clock">The clock.</param>
/// <param name="interval">How long a blob that nobody needs is kept after its last use.</param>
internal sealed class BlobUse(TimeProvider clock, TimeSpan interval)
{
    private readonly Dictionary<BlobKey, Entry> _entries = [];

    /// <summary>A blob is there and was used just now.</summary>
    public void Touch(BlobKey key, BlobOwner owner)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            _entries.Add(key, entry = new Entry());
        }

        entry.UsedAt = clock.GetTimestamp();
        if (owner.Job is { } job)
        {
            entry.Jobs.Add(job);
        }
    }

    public bool Has(BlobKey key) => _entries.ContainsKey(key);

    public IReadOnlyList<JobId> JobsOf(BlobKey key) => _entries.TryGetValue(key, out var entry) ? [.. entry.Jobs] : [];

    /// <summary>A job needs nothing any more.</summary>
    public void Release(JobId job)
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.Jobs.Remove(job))
            {
                entry.UsedAt = clock.GetTimestamp();
            }
        }
    }

    /// <summary>Forgets what nobody needs and nobody has used for the interval.</summary>
    public IReadOnlyList<BlobKey> TakeUnused()
    {
        var unused = _entries
            .Where(pair => pair.Value.Jobs.Count == 0 && clock.GetElapsedTime(pair.Value.UsedAt) >= interval)
            .Select(static pair => pair.Key)
            .ToList();
        foreach (var key in unused)
        {
            _entries.Remove(key);
        }

        return unused;
    }

    public void Forget(BlobKey key) => _entries.Remove(key);

    private sealed class Entry
    {
        public HashSet<JobId> Jobs { get; } = [];

        public long UsedAt { get; set; }
    }
}
