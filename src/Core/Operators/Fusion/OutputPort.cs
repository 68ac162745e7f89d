namespace Flink.Core.Operators.Fusion;

/// <summary>Where the last step of a fused run sends its batches; connected after the run has been built.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class OutputPort<T>
{
    /// <summary>The next operator or the edge of the task.</summary>
    public IInput<T> Target { get; internal set; } = null!;
}
