using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>Event time over the channels of one input: the minimum of the watermarks of those that are active (Flink's StatusWatermarkValve).</summary>
/// <remarks>
/// <para>An idle channel does not hold back the others; when all are idle the merged stream is idle. The result never decreases: a
/// channel that becomes active again behind the merged watermark counts only once it has caught up. Watermarks of idle channels
/// are ignored: a sender that falls idle becomes active before it says anything more, its last watermark included. A channel
/// that has ended keeps its last watermark, which is <see cref="Watermark.Max"/>.</para>
/// <para>The inputs of one operator are combined otherwise, see <see cref="CombinedWatermark"/>. O(channels) for each watermark that
/// may move the minimum. Not safe for concurrent use.</para>
/// </remarks>
public sealed class WatermarkMerger
{
    private readonly long[] _watermarks;
    private readonly bool[] _idle;
    private readonly bool[] _aligned;
    private long _merged = Watermark.Unset;
    private Watermark? _latest;
    private int _active;

    // Whether the slowest aligned channel may be ahead of what was merged: waking up raises nothing by itself.
    private bool _behind;

    /// <summary>A merger before the first watermark; every channel is active.</summary>
    /// <param name="channels">How many channels there are.</param>
    public WatermarkMerger(int channels)
    {
        _watermarks = new long[channels];
        _idle = new bool[channels];
        _aligned = new bool[channels];
        _active = channels;
        Array.Fill(_watermarks, Watermark.Unset);
        Array.Fill(_aligned, true);
    }

    /// <summary>The merged event time in milliseconds; <see cref="Watermark.Unset"/> before the first.</summary>
    public long Current => _merged;

    /// <summary>A channel's watermark has advanced.</summary>
    /// <returns>The merged watermark where that advanced too, else null. A watermark that goes backwards changes nothing.</returns>
    public Watermark? Advance(int channel, Watermark watermark)
    {
        // With one channel, and often with several, it is the merged one too: no other is made.
        _latest = watermark;
        return Advance(channel, watermark.Time);
    }

    /// <inheritdoc cref="Advance(int, Watermark)"/>
    public Watermark? Advance(int channel, long watermark)
    {
        var before = _watermarks[channel];
        if (_idle[channel] || watermark <= before)
        {
            return null;
        }

        _watermarks[channel] = watermark;
        _aligned[channel] |= watermark >= _merged;

        // A channel that was ahead of the merged time already does not move it.
        return _behind || before <= _merged ? RaiseToMinimum() : null;
    }

    /// <summary>A channel became idle or active.</summary>
    /// <returns>
    /// The merged watermark where it advanced, and the merged status where it changed. They are passed on in this order: what an
    /// idle stream promised last comes before the word that it is idle.
    /// </returns>
    public (Watermark? Watermark, StreamStatus? Status) Change(int channel, bool idle)
    {
        if (_idle[channel] == idle)
        {
            return default;
        }

        _idle[channel] = idle;
        return idle ? FallIdle(channel) : WakeUp(channel);
    }

    private (Watermark?, StreamStatus?) FallIdle(int channel)
    {
        _aligned[channel] = false;
        var heldBack = _watermarks[channel] == _merged;
        if (--_active > 0)
        {
            return (heldBack ? RaiseToMinimum() : null, null);
        }

        // Nobody will advance any more: what the fastest one had promised holds for all.
        return (heldBack ? RaiseToMaximum() : null, StreamStatus.Idle);
    }

    private (Watermark?, StreamStatus?) WakeUp(int channel)
    {
        _aligned[channel] = _watermarks[channel] >= _merged;
        _behind |= _aligned[channel];
        return (null, _active++ == 0 ? StreamStatus.Active : null);
    }

    private Watermark? RaiseToMinimum()
    {
        var minimum = long.MaxValue;
        var any = false;
        _behind = false;
        for (var i = 0; i < _watermarks.Length; i++)
        {
            if (_aligned[i])
            {
                minimum = Math.Min(minimum, _watermarks[i]);
                any = true;
            }
        }

        return any ? RaiseTo(minimum) : null;
    }

    private Watermark? RaiseToMaximum()
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
        return _latest?.Time == watermark ? _latest : Watermark.At(watermark);
    }
}
