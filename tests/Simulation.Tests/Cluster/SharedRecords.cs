using Flink.Core;
using Flink.Runtime.HighAvailability;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>What the JobManagers of a world store, outside of all of them; only the term that leads may write.</summary>
internal sealed class SharedRecords(Random random)
{
    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    private Random Random => random;

    /// <summary>The term that may write.</summary>
    public long Term { get; set; }

    /// <summary>Whether they cannot be reached. What is written at such a time may have arrived all the same.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether a part of a key occurs in any.</summary>
    public bool Mention(string part)
    {
        foreach (var key in _values.Keys)
        {
            if (key.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public FencedRecords For(long term) => new Fenced(this, term);

    private sealed class Fenced(SharedRecords records, long term) : FencedRecords
    {
        public override Task PutAsync(string key, ReadOnlyMemory<byte> value) => Change(() => records._values[key] = value.ToArray());

        public override Task RemoveAsync(string key) => Change(() => records._values.Remove(key));

        public override Task<ReadOnlyMemory<byte>?> GetAsync(string key) => records.IsAway
            ? Task.FromException<ReadOnlyMemory<byte>?>(Away())
            : Task.FromResult(records._values.TryGetValue(key, out var value) ? value : (ReadOnlyMemory<byte>?)null);

        public override Task<IReadOnlyList<string>> ListAsync(string prefix) => records.IsAway
            ? Task.FromException<IReadOnlyList<string>>(Away())
            : Task.FromResult<IReadOnlyList<string>>([.. records._values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))]);

        private static FlinkException Away() => new("The records cannot be reached.", isRetryable: true);

        private Task Change(Action change)
        {
            if (term != records.Term)
            {
                return Task.FromException(new LeadershipLostException("Another term has begun.", mayBeDone: false));
            }

            if (!records.IsAway)
            {
                change();
                return Task.CompletedTask;
            }

            var arrives = records.Random.Next(2) == 0;
            if (arrives)
            {
                change();
            }

            return Task.FromException(new LeadershipLostException("The records cannot be reached.", mayBeDone: true));
        }
    }
}
