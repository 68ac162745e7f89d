using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Core.EventTime;

/// <summary>Event time of one source reader: a generator for each split, and their minimum (Flink's ProgressiveTimestampsAndWatermarks).</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>
/// A split counts from its assignment on, before its first record. Records that the reader attributes to no split have a generator
/// of their own, which speaks for the whole reader. On the task's thread.
/// </remarks>
internal sealed class SourceEventTime<T>
{
    private readonly WatermarkStrategy<T> _strategy;
    private readonly RuntimeContext _context;
    private readonly TimestampColumn<T>? _column;
    private readonly WatermarkedOutput<T> _output;
    private readonly CombinedWatermark _combined = new();
    private readonly Dictionary<string, SourceSplit> _byId = new(StringComparer.Ordinal);
    private readonly List<SourceSplit> _splits = [];
    private readonly List<Mark> _marks = [];
    private readonly WatermarkTrack<T> _main;
    private readonly MainOutput _mainOutput;
    private SourceSplit? _reading;
    private SourceSplit? _named;
    private bool _splitsAreIdle = true;
    private bool _mainIsIdle;
    private bool _mainHasSpoken;

    public SourceEventTime(EventTimeSettings<T> settings, RuntimeContext context, IInput<T> output)
    {
        _strategy = settings.Strategy;
        _context = context;
        _column = settings.CreateColumn();
        _output = new WatermarkedOutput<T>(output);
        _main = new WatermarkTrack<T>(_strategy, context);
        _mainOutput = new MainOutput(this);
    }

    /// <summary>What the source last said about time.</summary>
    public long Time => _output.Time;

    /// <summary>Whether it last said that it is idle.</summary>
    public bool IsIdle => _output.IsIdle;

    /// <summary>The splits that have not ended, in the order of their assignment.</summary>
    public IReadOnlyList<SourceSplit> Splits => _splits;

    /// <summary>A split was assigned.</summary>
    public SourceSplit AddSplit(string id)
    {
        if (!_byId.TryGetValue(id, out var split))
        {
            split = new SourceSplit(this, id, _combined.Add(), new WatermarkTrack<T>(_strategy, _context));
            _byId.Add(id, split);
            _splits.Add(split);
            _splitsAreIdle = false;
        }

        return split;
    }

    /// <summary>Records from a position of the batch on are those of a split.</summary>
    public void BeginSplit(string id, int position)
    {
        if (_named is null || !string.Equals(_named.Id, id, StringComparison.Ordinal))
        {
            _named = AddSplit(id);
        }

        _marks.Add(new Mark(position, _named, Ends: false));
    }

    /// <summary>A split has ended at a position of the batch.</summary>
    public void EndSplit(string id, int position)
    {
        _marks.Add(new Mark(position, AddSplit(id), Ends: true));
        _named = null;
    }

    /// <summary>Passes on what one poll gave, with what the generators say about it.</summary>
    public void Process(Batch<T> batch)
    {
        _column?.Assign(batch);
        _output.Begin(batch);
        var start = 0;
        foreach (var mark in _marks)
        {
            Show(batch, start, mark.Position);
            start = mark.Position;
            if (!mark.Ends)
            {
                _reading = mark.Split;
            }
            else
            {
                End(mark.Split);
            }
        }

        _marks.Clear();
        Show(batch, start, batch.Count);
        _output.End();
    }

    /// <summary>The time of periodic watermarks has come.</summary>
    /// <param name="wasKeptWaiting">Whether the reader was kept from reading since the last call.</param>
    public void EmitPeriodic(bool wasKeptWaiting)
    {
        _main.OnPeriodicEmit(_mainOutput, wasKeptWaiting);
        foreach (var split in _splits)
        {
            split.EmitPeriodic(wasKeptWaiting);
        }

        Combine();
    }

    /// <summary>The source has ended.</summary>
    public void Finish() => _output.EmitWatermark(long.MaxValue);

    private void Show(Batch<T> batch, int start, int end)
    {
        if (_reading is { } split)
        {
            split.Track.OnRecords(batch, start, end, _output, split);
        }
        else
        {
            _main.OnRecords(batch, start, end, _output, _mainOutput);
        }
    }

    private void End(SourceSplit split)
    {
        _byId.Remove(split.Id);
        _splits.Remove(split);
        _combined.Remove(split.Part);
        _reading = _reading == split ? null : _reading;

        // A reader without splits is idle when it had none for the whole time-out, and not between two of them.
        _main.Touch();
        _mainIsIdle = false;
        Combine();
    }

    private void Combine()
    {
        if (_combined.Update())
        {
            _splitsAreIdle = false;
            _output.EmitWatermark(_combined.Current);
        }
        else if (_combined.IsIdle || _splits.Count == 0)
        {
            _splitsAreIdle = true;
            MarkIdleWhereAllIs();
        }
    }

    // While there are splits, a generator for the whole reader that has not said a word holds nobody back (as in Flink's IdlenessManager).
    private void MarkIdleWhereAllIs()
    {
        if (_splitsAreIdle && (_mainIsIdle || (_splits.Count > 0 && !_mainHasSpoken)))
        {
            _output.MarkIdle();
        }
    }

    /// <summary>A split with its generator, which emits to it.</summary>
    internal sealed class SourceSplit(SourceEventTime<T> owner, string id, CombinedWatermark.Part part, WatermarkTrack<T> track) : IWatermarkOutput
    {
        private bool _isPeriodic;

        public string Id => id;

        public CombinedWatermark.Part Part => part;

        public WatermarkTrack<T> Track => track;

        /// <summary>Whether alignment keeps the split from being read.</summary>
        public bool IsPaused { get; set; }

        // All splits speak before their minimum is taken.
        public void EmitPeriodic(bool wasKeptWaiting)
        {
            _isPeriodic = true;
            track.OnPeriodicEmit(this, wasKeptWaiting || IsPaused);
            _isPeriodic = false;
        }

        public void EmitWatermark(long time)
        {
            if (part.Advance(time) && time > owner._combined.Current)
            {
                Changed();
            }
        }

        public void MarkIdle()
        {
            part.IsIdle = true;
            Changed();
        }

        public void MarkActive()
        {
            part.IsIdle = false;
            Changed();
            owner._output.MarkActive();
        }

        private void Changed()
        {
            if (!_isPeriodic)
            {
                owner.Combine();
            }
        }
    }

    private sealed class MainOutput(SourceEventTime<T> owner) : IWatermarkOutput
    {
        public void EmitWatermark(long time)
        {
            owner._mainHasSpoken = true;
            owner._mainIsIdle = false;
            owner._output.EmitWatermark(time);
        }

        public void MarkIdle()
        {
            owner._mainIsIdle = true;
            owner.MarkIdleWhereAllIs();
        }

        public void MarkActive()
        {
            owner._mainHasSpoken = true;
            owner._mainIsIdle = false;
            owner._output.MarkActive();
        }
    }

    private readonly record struct Mark(int Position, SourceSplit Split, bool Ends);
}
