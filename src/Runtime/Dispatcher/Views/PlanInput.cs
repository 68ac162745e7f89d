using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>An exchange in a plan.</summary>
/// <param name="Source">The vertex that writes.</param>
/// <param name="Index">Number among the reader's inputs.</param>
/// <param name="ShipStrategy">The partitioner's word: FORWARD, HASH, ...</param>
/// <param name="Exchange">Flink's word for the mode: <c>pipelined_bounded</c> or <c>blocking</c>.</param>
public sealed record PlanInput(VertexId Source, int Index, string ShipStrategy, string Exchange);
