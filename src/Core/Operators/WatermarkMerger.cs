using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>Event time over several inputs: the minimum of the watermarks of those that are active.</summary>
/// <remarks>
/// An idle input does not hold back the others; when all are idle the merged stream is idle. The result never decreases: an
/// input that becomes active again behind the others counts only once it has caught up (Flink's StatusWatermarkValve).
/// O(inputs) a watermark. Not safe for concurrent use.
/// </remarks>
public sealed class WatermarkMerger
{
    private readonly long[] _watermarks;
    private readonly bool[] _idle;
    private readonly bool[] _behind;
    private long _merged = Watermark.Unset;
    private bool _allIdle;

    /// <summary>A merger before the first watermark.</summary>
    /// <param name="inputs">How many inputs there are.</param>
    public WatermarkMerger(int inputs)
    {
        _watermarks = new long[inputs];
        _idle = new bool[inputs];
        _behind = new bool[inputs];
        Array.Fill(_watermarks, Watermark.Unset);
    }

    /// <summary>The merged event time in milliseconds; <see cref="Watermark.Unset"/> before the first.</summary>
    public long Current => _merged;

    /// <summary>An input's watermark has advanced.</summary>
    /// <returns>The merged watermark where that advanced too, else null. A watermark that goes backwards changes nothing.</returns>
    public Watermark? Advance(int input, long watermark)
    {
        if (watermark <= _watermarks[input] || _idle[input])
        {
            return null;
        }

        _watermarks[input] = watermark;
        if (_behind[input] && watermark >= _merged)
        {
            _behind[input] = false;
        }

        return Merge();
    }

    /// <summary>An input became idle or active.</summary>
    /// <returns>The merged status where it changed, and the merged watermark where the others let it advance.</returns>
    public (StreamStatus? Status, Watermark? Watermark) Change(int input, bool idle)
    {
        if (_idle[input] == idle)
        {
            return default;
        }

        _idle[input] = idle;
        if (!idle)
        {
            _behind[input] = _watermarks[input] < _merged;
            var woke = _allIdle;
            _allIdle = false;
            return (woke ? StreamStatus.Active : null, null);
        }

        _behind[input] = false;
        _allIdle = Array.TrueForAll(_idle, static i => i);
        return _allIdle ? (StreamStatus.Idle, MergeOfIdle()) : (null, Merge());
    }

    private Watermark? Merge()
    {
        var minimum = long.MaxValue;
        var any = false;
        for (var i = 0; i < _watermarks.Length; i++)
        {
            if (!_idle[i] && !_behind[i])
            {
                minimum = Math.Min(minimum, _watermarks[i]);
                any = true;
            }
        }

        return any ? RaiseTo(minimum) : null;
    }

    // When the last active input falls idle, what the fastest one had promised holds for all (Flink does the same).
    private Watermark? MergeOfIdle()
    {
        var maximum = Watermark.Unset;
        foreach (var watermark in _watermarks)
        {
            maximum = Math.Max(maximum, watermark);
        }

        return RaiseTo(maximum);
    }

    private Watermark? RaiseTo(long watermark)
    {
        if (watermark <= _merged)
        {
            return null;
        }

        _merged = watermark;
        return watermark == long.MaxValue ? Watermark.Max : new Watermark(watermark);
    }
}
