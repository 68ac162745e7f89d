using Flink.Core.Execution;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.Dispatcher;

/// <summary>A job after its end.</summary>
/// <param name="Details">The job with its tasks as they ended.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Summary">The job in a list.</param>
public sealed record FinishedJob(JobDetails Details, JobResult Result, JobSummary Summary)
{
    /// <summary>When it became INITIALIZING, and when it ended.</summary>
    public JobOutcome Outcome => new(Result, Summary.Started, Summary.Ended);
}
