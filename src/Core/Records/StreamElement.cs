namespace Flink.Core.Records;

/// <summary>Whatever travels in band through an exchange: a batch of records, or one of the signals between batches.</summary>
/// <remarks>Signals are immutable and may be shared by many channels; a <see cref="Batch"/> has exactly one owner.</remarks>
public abstract class StreamElement
{
    private protected StreamElement()
    {
    }
}
