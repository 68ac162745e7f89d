using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>Makes the records of its splits, in turn: none of them need have an end, so none may hold up another.</summary>
internal sealed class GeneratorReader<T, TGenerator>(ISourceReaderContext context, TGenerator generator, GeneratorOptions<T> options)
    : SourceReader<T, RangeSplit>
    where TGenerator : struct, IGeneratorFunction<T>
{
    private readonly List<Progress> _splits = [];
    private TGenerator _generator = generator;
    private bool _requested;
    private bool _noMoreSplits;
    private int _turn;

    public override void Start() => Rich(static (function, context) => function.Open(context));

    public override void AddSplits(IReadOnlyList<RangeSplit> splits)
    {
        foreach (var split in splits)
        {
            _splits.Add(new Progress(split, MakeLimiter(split)));
        }

        _requested = false;
        context.Wake();
    }

    public override void NoMoreSplits()
    {
        _noMoreSplits = true;
        context.Wake();
    }

    public override bool CanPauseSplits => true;

    public override void PauseSplits(IReadOnlyCollection<string> pause, IReadOnlyCollection<string> resume)
    {
        foreach (var split in _splits)
        {
            split.IsPaused = pause.Contains(split.Id) || (split.IsPaused && !resume.Contains(split.Id));
        }

        context.Wake();
    }

    public override ReadStatus Poll(Batch<T> output)
    {
        var due = long.MaxValue;
        for (var tries = _splits.Count; tries > 0; tries--)
        {
            _turn = _turn >= _splits.Count - 1 ? 0 : _turn + 1;
            var split = _splits[_turn];
            if (split.IsPaused)
            {
                continue;
            }

            context.BeginSplit(split.Id);
            if (Fill(split, output))
            {
                if (split.Remaining == 0)
                {
                    _splits.RemoveAt(_turn);
                    context.EndSplit(split.Id);
                }

                return ReadStatus.MoreAvailable;
            }

            due = Math.Min(due, split.Limiter!.NextTime());
        }

        if (due != long.MaxValue)
        {
            context.WakeAt(due);
            return ReadStatus.NothingAvailable;
        }

        return _splits.Count > 0 ? ReadStatus.NothingAvailable : WithoutSplit();
    }

    public override IReadOnlyList<RangeSplit> Snapshot() => [.. _splits.Select(split => split.Position)];

    public override void Dispose()
    {
        Rich(static (function, _) => function.Close());
        base.Dispose();
    }

    private RateLimiter? MakeLimiter(RangeSplit split) => options.RecordsPerSecond is { } rate
        ? new RateLimiter(rate / split.Stride, context.Runtime.Clock)
        : null;

    /// <summary>Appends what the rate allows; false when that is nothing.</summary>
    private bool Fill(Progress split, Batch<T> output)
    {
        var wanted = split.Limiter?.Available() ?? int.MaxValue;
        if (wanted <= 0)
        {
            return false;
        }

        var length = output.Append((int)Math.Min(split.Remaining, (ulong)Math.Min(wanted, int.MaxValue)), out var records, out var timestamps);
        Generate(records, split.Next, split.Stride);
        SetTimestamps(records, timestamps);
        split.Advance(length);
        return true;
    }

    private void Generate(Span<T> records, long next, int stride)
    {
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = _generator.Generate(next);
            next += stride;
        }
    }

    private void SetTimestamps(Span<T> records, Span<long> timestamps)
    {
        if (options.Timestamps is not { } extract)
        {
            timestamps.Fill(Timestamp.None);
            return;
        }

        for (var i = 0; i < records.Length; i++)
        {
            timestamps[i] = extract(in records[i]);
        }
    }

    private ReadStatus WithoutSplit()
    {
        if (_noMoreSplits)
        {
            return ReadStatus.EndOfInput;
        }

        if (!_requested)
        {
            _requested = true;
            context.RequestSplit();
        }

        return ReadStatus.NothingAvailable;
    }

    private void Rich(Action<IRichFunction, RuntimeContext> call)
    {
        // The struct may change in the call, so the box goes back to the field.
        if (_generator is IRichFunction)
        {
            object boxed = _generator;
            call((IRichFunction)boxed, context.Runtime);
            _generator = (TGenerator)boxed;
        }
    }

    private sealed class Progress(RangeSplit split, RateLimiter? limiter)
    {
        public string Id { get; } = split.SplitId;

        public bool IsPaused { get; set; }

        public long Next { get; private set; } = split.Next;

        public ulong Remaining { get; private set; } = split.Remaining;

        public int Stride => split.Stride;

        public RateLimiter? Limiter => limiter;

        public RangeSplit Position => split with { Next = Next, Remaining = Remaining };

        public void Advance(int length)
        {
            Next += (long)length * split.Stride;
            Remaining = split.Remaining == RangeSplit.Endless ? RangeSplit.Endless : Remaining - (ulong)length;
            limiter?.Take(length);
        }
    }
}
