using Flink.Core.Graph;
using Flink.Core.Partitioning;

namespace Flink.Streaming.Testing.Execution;

/// <summary>
/// An edge between two operators of a plan. It comes from an input of the harness when From is the complement (~) of that input's
/// index, and leads to the recorded output when To is <see cref="Plan.End"/>.
/// </summary>
internal sealed record PlannedEdge(int From, int To, int ToInput, Partitioner Partitioner, OutputTag? Tag, Type RecordType);
