using Flink.Core.Graph;

namespace Flink.Streaming.Graph;

/// <summary>What the environment says about every job.</summary>
/// <param name="MaxParallelism">Of operators that set none; null to derive it from their parallelism.</param>
/// <param name="IsChainingEnabled">Whether operators share tasks at all.</param>
/// <param name="BufferTimeout">How long a batch that is not full may wait at an exchange.</param>
/// <param name="LatencyInterval">Time between two latency markers of a source; null when nothing was said.</param>
/// <param name="TakesCheckpoints">Whether checkpoints are taken at intervals, so that what operators keep must be serialized.</param>
/// <param name="CachedFiles">What was registered for all jobs of the environment.</param>
/// <param name="SlotResources">Sizes of slots that were registered, by slot-sharing group.</param>
internal sealed record GraphSettings(
    int? MaxParallelism,
    bool IsChainingEnabled,
    TimeSpan BufferTimeout,
    TimeSpan? LatencyInterval,
    bool TakesCheckpoints,
    IReadOnlyList<CachedFile> CachedFiles,
    IReadOnlyDictionary<string, ResourceSpec> SlotResources);
