using Flink.Core.Execution;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>How a job ended, or that it has not ended.</summary>
/// <param name="Result">Null while the job runs.</param>
/// <param name="Started">When it became INITIALIZING.</param>
/// <param name="Ended">When it reached its final state; null while it runs.</param>
public sealed record JobOutcome(JobResult? Result, DateTimeOffset Started, DateTimeOffset? Ended);
