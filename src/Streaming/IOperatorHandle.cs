using Flink.Streaming.Graph;

namespace Flink.Streaming;

/// <summary>A handle on an operator of the program, through which it is configured (<see cref="OperatorSettings"/>).</summary>
public interface IOperatorHandle
{
    /// <summary>The operator.</summary>
    internal OperatorTransformation Operator { get; }
}
