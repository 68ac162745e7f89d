namespace Flink.Core.Sources;

/// <summary>A part of a source that one reader reads: a range of a file, a partition of a topic.</summary>
/// <remarks>Splits travel from the enumerator to readers and are stored in snapshots with the position reached.</remarks>
public interface ISplit
{
    /// <summary>Unique within the source and the same after a restore.</summary>
    string SplitId { get; }
}
