using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>Event time over parts that come and go: the inputs of an operator, the splits of a reader (Flink's CombinedWatermarkStatus).</summary>
/// <remarks>
/// The minimum of the parts that are not idle, and never less than it was. Unlike a channel in <see cref="WatermarkMerger"/>, a part
/// that wakes up behind the combined watermark counts at once, so the others wait for it. Not safe for concurrent use.
/// </remarks>
public sealed class CombinedWatermark
{
    private readonly List<Part> _parts = [];

    /// <summary>The combined event time in milliseconds; <see cref="Watermark.Unset"/> before the first.</summary>
    public long Current { get; private set; } = Watermark.Unset;

    /// <summary>Whether every part is idle; what it was last where there are no parts.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>Adds a part without a watermark, which holds the others back until it has one.</summary>
    public Part Add()
    {
        var part = new Part();
        _parts.Add(part);
        return part;
    }

    /// <summary>Takes a part out; <see cref="Update"/> then shows what that changes.</summary>
    public void Remove(Part part) => _parts.Remove(part);

    /// <summary>Combines the parts as they are now.</summary>
    /// <returns>Whether <see cref="Current"/> has advanced.</returns>
    public bool Update()
    {
        if (_parts.Count == 0)
        {
            return false;
        }

        var minimum = long.MaxValue;
        var allIdle = true;
        foreach (var part in _parts)
        {
            if (!part.IsIdle)
            {
                minimum = Math.Min(minimum, part.Time);
                allIdle = false;
            }
        }

        IsIdle = allIdle;
        if (allIdle || minimum <= Current)
        {
            return false;
        }

        Current = minimum;
        return true;
    }

    /// <summary>One of the watermarks that are combined.</summary>
    public sealed class Part
    {
        internal Part()
        {
        }

        /// <summary>Its event time in milliseconds; <see cref="Watermark.Unset"/> before the first watermark.</summary>
        public long Time { get; private set; } = Watermark.Unset;

        /// <summary>Whether it is left out.</summary>
        public bool IsIdle { get; set; }

        /// <summary>Raises the watermark, which makes the part active; one that goes backwards changes nothing else.</summary>
        /// <returns>Whether <see cref="Time"/> has advanced.</returns>
        public bool Advance(long time)
        {
            IsIdle = false;
            if (time <= Time)
            {
                return false;
            }

            Time = time;
            return true;
        }
    }
}
