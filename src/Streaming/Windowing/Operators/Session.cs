namespace Flink.Streaming.Windowing.Operators;

/// <summary>An open session.</summary>
internal struct Session<TAccumulator>
{
    public long Start;
    public long End;

    /// <summary>What its records have given.</summary>
    public TAccumulator Accumulator;

    /// <summary>Whether it has had a result and waits only to be removed, or for late records.</summary>
    public bool HasFired;

    public readonly TimeWindow Window => new(Start, End);

    /// <summary>Whether a record's window overlaps or touches it. At the ends of the range of timestamps a window may not even touch itself.</summary>
    public readonly bool Takes(TimeWindow window) => window.Intersects(Window) || window == Window;

    /// <summary>Grows by a window.</summary>
    public void Cover(TimeWindow window)
    {
        Start = Math.Min(Start, window.Start);
        End = Math.Max(End, window.End);
    }
}
