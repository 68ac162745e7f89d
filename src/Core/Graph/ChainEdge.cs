namespace Flink.Core.Graph;

/// <summary>An edge between two operators of one vertex: batches are passed by a call.</summary>
/// <param name="From">Index of the sending operator in <see cref="JobVertex.Operators"/>.</param>
/// <param name="To">Index of the receiving operator, larger than <paramref name="From"/>.</param>
/// <param name="ToInput">Which input of the receiving operator.</param>
/// <param name="Tag">The side output that it carries; null for the main output.</param>
public sealed record ChainEdge(int From, int To, int ToInput = 0, OutputTag? Tag = null);
