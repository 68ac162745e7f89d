using Flink.Core;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>The slots that a job needs did not come. A retry helps when workers come later.</summary>
public sealed class NoResourceAvailableException(string message) : FlinkException(message, isRetryable: true);
