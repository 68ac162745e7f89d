namespace Flink.Core.Graph;

/// <summary>Where an operator of a plan stands.</summary>
public enum PlannedOperatorKind
{
    /// <summary>It has inputs and an output.</summary>
    Operator,

    /// <summary>It has no input.</summary>
    Source,

    /// <summary>It has no output.</summary>
    Sink,
}
