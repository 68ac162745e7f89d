namespace Flink.Streaming.Graph;

/// <summary>A step of the user's program before it becomes part of a job graph.</summary>
/// <param name="outputType">Record type of the result.</param>
internal abstract class Transformation(Type outputType)
{
    public Type OutputType { get; } = outputType;
}
