using Flink.Core.Records;
using Flink.Core.Sources;

namespace Flink.Core.EventTime;

/// <summary>Keeps one reader, and its splits, from running ahead of other sources (Flink's SourceOperator does this by itself).</summary>
/// <remarks>On the task's thread.</remarks>
internal sealed class SourceAlignment<T, TSplit>(
    SourceEventTime<T> time, SourceReader<T, TSplit> reader, WatermarkAlignment settings, bool allowUnalignedSplits)
    where TSplit : ISplit
{
    private readonly List<string> _pause = [];
    private readonly List<string> _resume = [];
    private long _max = long.MaxValue;

    /// <summary>Whether the reader as a whole has to wait.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>What the reader tells the coordinator; null while it knows nothing, since an unknown time holds nobody back.</summary>
    public long? Report => time.Time == Watermark.Unset ? null : time.IsIdle ? long.MaxValue : time.Time;

    /// <summary>The coordinator says how far the reader may go.</summary>
    public void MoveTo(long max)
    {
        _max = max;
        Check();
    }

    /// <summary>Pauses and resumes by what is known now; after every change of event time.</summary>
    public void Check()
    {
        IsPaused = time.Time > _max;

        // A single split is paused with its reader.
        if (time.Splits.Count > 1)
        {
            CheckSplits();
        }
        else if (time.Splits is [{ IsPaused: true } only])
        {
            Resume(only);
        }
    }

    private void CheckSplits()
    {
        foreach (var split in time.Splits)
        {
            var mustPause = split.Part.Time > _max;
            if (mustPause != split.IsPaused)
            {
                (mustPause ? _pause : _resume).Add(split.Id);
            }
        }

        if (_pause.Count == 0 && _resume.Count == 0)
        {
            return;
        }

        if (reader.CanPauseSplits)
        {
            foreach (var split in time.Splits)
            {
                split.IsPaused = split.Part.Time > _max;
            }

            reader.PauseSplits(_pause, _resume);
        }
        else if (!allowUnalignedSplits)
        {
            throw new FlinkException(
                $"A split is ahead of watermark alignment group '{settings.Group}', and {reader.GetType().Name} cannot pause single splits. "
                + "Give the source as many readers as it has splits, or set 'pipeline.watermark-alignment.allow-unaligned-source-splits: true' to align whole readers only.");
        }

        _pause.Clear();
        _resume.Clear();
    }

    private void Resume(SourceEventTime<T>.SourceSplit split)
    {
        split.IsPaused = false;
        _resume.Add(split.Id);
        reader.PauseSplits(_pause, _resume);
        _resume.Clear();
    }
}
