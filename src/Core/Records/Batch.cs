namespace Flink.Core.Records;

/// <summary>The part of a batch that does not depend on the record type.</summary>
public abstract class Batch : StreamElement
{
    private protected Batch()
    {
    }

    /// <summary>Records in the batch.</summary>
    public int Count { get; private protected set; }

    /// <summary>Records that fit.</summary>
    public abstract int Capacity { get; }

    /// <summary>Empties the batch. In debug builds what was in it is overwritten, so that a reader which kept a reference sees nonsense at once.</summary>
    public abstract void Clear();
}
