namespace Flink.Runtime.ResourceManager;

/// <summary>How many default slots the registered workers have: kept with every change in the endpoint, read from any thread, where it is a little late.</summary>
internal sealed class SlotCounts
{
    private int _total;
    private int _free;

    public int Total => Volatile.Read(ref _total);

    public int Free => Volatile.Read(ref _free);

    /// <summary>There are so many more, or fewer.</summary>
    public void Add(int total, int free)
    {
        Volatile.Write(ref _total, _total + total);
        Volatile.Write(ref _free, _free + free);
    }
}
