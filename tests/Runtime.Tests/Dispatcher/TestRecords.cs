using Flink.Core;
using Flink.Runtime.HighAvailability;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>What the terms of a cluster store, on something that can be out of order.</summary>
internal sealed class TestRecords
{
    public SortedDictionary<string, byte[]> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes that fail before one works.</summary>
    public int WritesThatFail { get; set; }

    /// <summary>Writes that arrive, which whoever writes does not learn.</summary>
    public int WritesWithoutAnswer { get; set; }

    /// <summary>The term that may write.</summary>
    public long Term { get; set; }

    /// <summary>As one term sees it.</summary>
    public FencedRecords For(long term) => new Fenced(this, term);

    private sealed class Fenced(TestRecords records, long term) : FencedRecords
    {
        public override Task PutAsync(string key, ReadOnlyMemory<byte> value) => Change(() => records.Values[key] = value.ToArray());

        public override Task RemoveAsync(string key) => Change(() => records.Values.Remove(key));

        public override Task<ReadOnlyMemory<byte>?> GetAsync(string key) =>
            Task.FromResult(records.Values.TryGetValue(key, out var value) ? value : (ReadOnlyMemory<byte>?)null);

        public override Task<IReadOnlyList<string>> ListAsync(string prefix) =>
            Task.FromResult<IReadOnlyList<string>>([.. records.Values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))]);

        private Task Change(Action change)
        {
            if (term != records.Term)
            {
                return Task.FromException(new LeadershipLostException("Another term has begun.", mayBeDone: false));
            }

            if (records.WritesThatFail > 0)
            {
                records.WritesThatFail--;
                return Task.FromException(new FlinkException("The shared folder is full.", isRetryable: true));
            }

            change();
            if (records.WritesWithoutAnswer > 0)
            {
                records.WritesWithoutAnswer--;
                return Task.FromException(new LeadershipLostException("There was no answer.", mayBeDone: true));
            }

            return Task.CompletedTask;
        }
    }
}
