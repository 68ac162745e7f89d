namespace Flink.Runtime.Dispatcher.Views;

/// <summary>Flink's job types.</summary>
public enum JobKind
{
    /// <summary>Runs until somebody ends it, or its input does.</summary>
    Streaming,

    /// <summary>Its input is bounded and its stages may run one after the other.</summary>
    Batch,
}
