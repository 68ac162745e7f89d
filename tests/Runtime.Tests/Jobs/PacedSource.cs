using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Jobs;

/// <summary>A source whose readers give so many records in 100 ms of the test's clock. A split of step s gives 0, s, 2s, ...</summary>
internal sealed class PacedSource(int records, int perTick, int silentFrom, bool canPause, int[] splitSteps) : Source<long, RangeSplit>
{
    private const int Tick = 100;

    /// <summary>Records that were read, by all readers.</summary>
    public int Count { get; private set; }

    /// <summary>The last record of each split.</summary>
    public long[] Positions { get; } = new long[splitSteps.Length];

    public bool WasPaused { get; private set; }

    public override Boundedness Boundedness => Boundedness.Bounded;

    public override ISplitSerializer<RangeSplit> SplitSerializer => RangeSplitSerializer.Instance;

    public override SplitEnumerator<RangeSplit> CreateEnumerator(ISplitEnumeratorContext<RangeSplit> context) => new Enumerator(this, context);

    public override SourceReader<long, RangeSplit> CreateReader(ISourceReaderContext context) => new Reader(this, context);

    // All splits go to the first reader that asks; the others wait without one, and end with the first.
    private sealed class Enumerator(PacedSource source, ISplitEnumeratorContext<RangeSplit> context) : SplitEnumerator<RangeSplit>
    {
        private readonly List<int> _waiting = [];
        private bool _assigned;

        public override void HandleSplitRequest(int subtask)
        {
            if (!_assigned)
            {
                _assigned = true;
                for (var i = 0; i < source.Positions.Length; i++)
                {
                    context.AssignSplit(source.Split(i), subtask);
                }

                return;
            }

            _waiting.Add(subtask);
            if (source.Count >= source.Total)
            {
                _waiting.ForEach(context.SignalNoMoreSplits);
            }
        }

        public override void AddSplitsBack(IReadOnlyList<RangeSplit> splits, int subtask) => throw new NotSupportedException();

        public override void Snapshot(Core.State.StateWriter state) => throw new NotSupportedException();

        public override void Restore(Core.State.StateReader state) => throw new NotSupportedException();
    }

    private int Total => records;

    private RangeSplit Split(int index) => new(index, 0, (ulong)(records / splitSteps.Length), splitSteps[index]);

    private sealed class Reader(PacedSource source, ISourceReaderContext context) : SourceReader<long, RangeSplit>
    {
        private readonly List<RangeSplit> _splits = [];
        private readonly HashSet<string> _paused = [];
        private long _due;
        private bool _requested;
        private bool _noMoreSplits;

        public override bool CanPauseSplits => source.CanPause;

        public override void AddSplits(IReadOnlyList<RangeSplit> splits)
        {
            _splits.AddRange(splits);
            _requested = false;
        }

        public override void NoMoreSplits() => _noMoreSplits = true;

        public override void PauseSplits(IReadOnlyCollection<string> pause, IReadOnlyCollection<string> resume)
        {
            source.WasPaused |= pause.Count > 0;
            _paused.UnionWith(pause);
            _paused.ExceptWith(resume);
            context.Wake();
        }

        public override ReadStatus Poll(Batch<long> output)
        {
            if (_splits.Count == 0)
            {
                return WithoutSplit();
            }

            var now = context.Runtime.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (now >= _due)
            {
                _due = now + Tick;
                for (var i = _splits.Count - 1; i >= 0; i--)
                {
                    Read(i, output);
                }
            }

            context.WakeAt(_due);
            return _splits.Count == 0 ? ReadStatus.MoreAvailable : ReadStatus.NothingAvailable;
        }

        public override IReadOnlyList<RangeSplit> Snapshot() => [.. _splits];

        private void Read(int index, Batch<long> output)
        {
            var split = _splits[index];
            if (_paused.Contains(split.SplitId))
            {
                return;
            }

            context.BeginSplit(split.SplitId);
            for (var i = 0; i < source.PerTick && split.Remaining > 0 && !output.IsFull && source.Count < source.SilentFrom; i++)
            {
                output.Add(split.Next, Timestamp.None);
                source.Positions[split.Number] = split.Next;
                source.Count++;
                split = split with { Next = split.Next + split.Stride, Remaining = split.Remaining - 1 };
            }

            _splits[index] = split;
            if (split.Remaining == 0)
            {
                context.EndSplit(split.SplitId);
                _splits.RemoveAt(index);
            }
        }

        private ReadStatus WithoutSplit()
        {
            if (_noMoreSplits || (source.Count >= source.Total && source.Total > 0))
            {
                return ReadStatus.EndOfInput;
            }

            if (!_requested)
            {
                _requested = true;
                context.RequestSplit();
            }

            context.WakeAt(context.Runtime.Clock.GetUtcNow().ToUnixTimeMilliseconds() + Tick);
            return ReadStatus.NothingAvailable;
        }
    }

    private bool CanPause => canPause;

    private int PerTick => perTick;

    private int SilentFrom => silentFrom;
}
