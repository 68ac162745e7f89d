namespace Flink.Runtime.Dispatcher.Views;

/// <summary>What became of a wish to cancel.</summary>
public enum CancelOutcome
{
    /// <summary>The job is being cancelled, or was already cancelled.</summary>
    Accepted,

    /// <summary>No such job is known.</summary>
    UnknownJob,

    /// <summary>The job had finished or failed before.</summary>
    HadEnded,
}
