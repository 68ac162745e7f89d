using Flink.Core.Graph;
using Flink.Runtime.Network;

namespace Flink.Runtime.Checkpoints;

/// <summary>Which subtasks send to which.</summary>
internal sealed class TaskTopology
{
    private readonly ILookup<VertexId, (JobEdge Edge, ExchangePattern Pattern)> _inputs;
    private readonly ILookup<VertexId, (JobEdge Edge, ExchangePattern Pattern)> _outputs;

    /// <summary>The topology of a job.</summary>
    public TaskTopology(JobGraph job)
    {
        var edges = job.Edges
            .Select(edge => (edge, new ExchangePattern(edge.Partitioner.IsPointwise, job.Vertex(edge.Source).Parallelism, job.Vertex(edge.Target).Parallelism)))
            .ToList();
        _inputs = edges.ToLookup(static one => one.edge.Target);
        _outputs = edges.ToLookup(static one => one.edge.Source);
    }

    /// <summary>The exchanges that lead to a vertex.</summary>
    public IEnumerable<(JobEdge Edge, ExchangePattern Pattern)> Inputs(VertexId vertex) => _inputs[vertex];

    /// <summary>The exchanges that begin in a vertex.</summary>
    public IEnumerable<(JobEdge Edge, ExchangePattern Pattern)> Outputs(VertexId vertex) => _outputs[vertex];

    /// <summary>Whether something holds for every subtask that sends to a subtask.</summary>
    public bool AllSenders(VertexId vertex, int subtask, Func<VertexId, int, bool> holds)
    {
        foreach (var (edge, pattern) in Inputs(vertex))
        {
            var (first, end) = pattern.SendersOf(subtask);
            for (var sender = first; sender < end; sender++)
            {
                if (!holds(edge.Source, sender))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
