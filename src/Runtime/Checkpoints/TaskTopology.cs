using Flink.Core.Graph;
using Flink.Runtime.Network;

namespace Flink.Runtime.Checkpoints;

/// <summary>Which subtasks send to which.</summary>
/// <param name="job">The job.</param>
internal sealed class TaskTopology(JobGraph job)
{
    /// <summary>Whether a subtask reads from others at all.</summary>
    public bool HasInputs(VertexId vertex) => job.Edges.Any(edge => edge.Target == vertex);

    /// <summary>Whether something holds for every subtask that sends to a subtask.</summary>
    public bool AllSenders(VertexId vertex, int subtask, Func<VertexId, int, bool> holds)
    {
        foreach (var edge in job.Edges)
        {
            if (edge.Target != vertex)
            {
                continue;
            }

            var (senders, receivers) = (job.Vertex(edge.Source).Parallelism, job.Vertex(vertex).Parallelism);
            for (var sender = 0; sender < senders; sender++)
            {
                if (new ExchangePattern(edge.Partitioner.IsPointwise, senders, receivers).Connects(sender, subtask) && !holds(edge.Source, sender))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
