namespace Flink.Streaming.State.Tables;

/// <summary>Where a walk over a table goes on after the table has changed, grown or shrunk; the default is its start.</summary>
internal struct TablePosition
{
    /// <summary>In pages: leading bits of the places of the page's keys.</summary>
    public ulong Place;

    /// <summary>The next slot: of the page and those that continue it, or of the array.</summary>
    public int Slot;
}
