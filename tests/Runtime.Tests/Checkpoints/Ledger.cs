using System.Buffers;
using System.Text;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Core.State;

namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>An external system with transactions: what was committed, once for each transaction.</summary>
internal sealed class Ledger
{
    private static readonly Dictionary<string, Ledger> _byRun = [];

    private readonly Dictionary<string, long[]> _committed = [];

    /// <summary>Every committed record.</summary>
    public IEnumerable<long> Records => _committed.Values.SelectMany(records => records);

    public static Ledger Begin(string run)
    {
        lock (_byRun)
        {
            return _byRun[run] = new Ledger();
        }
    }

    public static Sink<long> Sink(string run) => new LedgerSink(run);

    private void Commit(string transaction, long[] records)
    {
        // The same transaction again is a repeated commit; with other content, two transactions have one name.
        if (!_committed.TryAdd(transaction, records))
        {
            Assert.Equal(_committed[transaction], records);
        }
    }

    private sealed class LedgerSink(string run) : Sink<long>
    {
        public override SinkWriter<long> CreateWriter(RuntimeContext context) => new Writer(run, context);
    }

    /// <summary>Two phases, with all that can fail in them.</summary>
    private sealed class Writer(string run, RuntimeContext context) : SinkWriter<long>
    {
        private readonly SortedDictionary<long, (string Name, long[] Records)> _prepared = [];
        private readonly List<long> _open = [];

        public override bool AwaitsCommit => _open.Count > 0 || _prepared.Count > 0;

        private static Ledger Of(string run)
        {
            lock (_byRun)
            {
                return _byRun[run];
            }
        }

        public override void Restore(StateReader state)
        {
            Faults.May(run, "restore", 0.1);
            foreach (var entry in state.OperatorEntries("transactions"))
            {
                var parts = Encoding.UTF8.GetString(entry.Span).Split(' ');
                Of(run).Commit(parts[0], [.. parts[1..].Select(long.Parse)]);
            }
        }

        public override void Start() => Faults.May(run, "open", 0.05);

        public override void Write(Batch<long> batch)
        {
            Faults.May(run, "write", 0.005);
            _open.AddRange(batch.Records);
        }

        public override void Snapshot(StateWriter state)
        {
            Faults.May(run, "snapshot", 0.03);
            if (_open.Count > 0)
            {
                _prepared.Add(state.CheckpointId, ($"{context.SubtaskIndex}-{state.CheckpointId}", [.. _open]));
                _open.Clear();
            }

            state.WriteLater(new Frozen(run, [.. _prepared.Values]));
        }

        public override void Commit(long checkpointId)
        {
            Faults.May(run, "before commit", 0.03);
            foreach (var (id, (name, records)) in _prepared.Where(pair => pair.Key <= checkpointId).ToList())
            {
                Of(run).Commit(name, records);
                _prepared.Remove(id);
                Faults.May(run, "after commit", 0.03);
            }
        }
    }

    private sealed class Frozen(string run, (string Name, long[] Records)[] prepared) : IFrozenState
    {
        public void Write(StateWriter state, CancellationToken cancellation)
        {
            foreach (var (name, records) in prepared)
            {
                Faults.May(run, "async write", 0.03);
                state.BeginOperatorEntry("transactions").Write(Encoding.UTF8.GetBytes($"{name} {string.Join(' ', records)}"));
            }
        }

        public void Dispose()
        {
        }
    }
}
