using Flink.Core.Graph;
using Flink.Core.Partitioning;

namespace Flink.Streaming.Graph;

/// <summary>An edge between two operators, with unions, partitionings and side outputs resolved.</summary>
/// <param name="From">The sending operator.</param>
/// <param name="To">The receiving operator.</param>
/// <param name="Input">Which input of the receiver.</param>
/// <param name="Partitioner">Which subtask gets which record.</param>
/// <param name="Tag">The side output that it carries; null for the main output.</param>
/// <param name="RecordType">The type of the records.</param>
internal sealed record Link(
    OperatorTransformation From, OperatorTransformation To, int Input, Partitioner Partitioner, OutputTag? Tag, Type RecordType);
