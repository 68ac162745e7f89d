namespace Flink.Core.Graph;

/// <summary>Whether an operator may run in the task of the operator before it (Flink's ChainingStrategy).</summary>
public enum ChainingStrategy
{
    /// <summary>Chained wherever the edge and the parallelism allow it.</summary>
    Always,

    /// <summary>Begins a chain; later operators may join it.</summary>
    Head,

    /// <summary>Stays alone in its task.</summary>
    Never,
}
