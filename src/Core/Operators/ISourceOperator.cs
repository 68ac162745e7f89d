using Flink.Core.Sources;

namespace Flink.Core.Operators;

/// <summary>The part of a source operator that the engine drives, whatever the record type.</summary>
public interface ISourceOperator
{
    /// <summary>Sets how the reader talks to its enumerator and how it wakes its task; before <see cref="Operator.Open"/>.</summary>
    void Attach(ISourceTask task);

    /// <summary>Reads one batch and sends it down the chain.</summary>
    ReadStatus Poll();

    /// <summary>Takes a split of the enumerator, serialized.</summary>
    void AddSplit(ReadOnlySpan<byte> split);

    /// <summary>The enumerator has no more splits for this subtask.</summary>
    void NoMoreSplits();

    /// <summary>How far the source may go in event time until it hears otherwise; see <see cref="EventTime.WatermarkAlignment"/>.</summary>
    /// <param name="maxWatermark">In milliseconds; <see cref="long.MaxValue"/> for any distance.</param>
    void Align(long maxWatermark);
}
