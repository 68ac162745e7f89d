using System.Text;
using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A job graph as people see it: Flink's JSON plan, and what <c>flink info</c> draws.</summary>
/// <param name="Job">The job.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Nodes">The vertices, those that write first (Flink's order).</param>
public sealed record JobPlan(JobId Job, string Name, JobKind Kind, IReadOnlyList<PlanNode> Nodes)
{
    /// <summary>The plan of a graph.</summary>
    public static JobPlan Of(JobGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new JobPlan(graph.Id, graph.Name, JobKind.Streaming, [.. Enumerable.Reverse(graph.Vertices).Select(vertex => NodeOf(graph, vertex))]);
    }

    private static PlanNode NodeOf(JobGraph graph, JobVertex vertex) => new(
        vertex.Id,
        vertex.Parallelism,
        DescribeChain(vertex),
        [.. graph.Edges.Where(edge => edge.Target == vertex.Id).Select(InputOf)]);

    private static PlanInput InputOf(JobEdge edge, int index) => new(
        edge.Source,
        index,
        edge.Partitioner.Name,
        edge.Mode == ExchangeMode.Blocking ? "blocking" : "pipelined_bounded");

    private static string DescribeChain(JobVertex vertex)
    {
        var text = new StringBuilder();
        Append(0, 0);
        return text.ToString();

        void Append(int operatorIndex, int depth)
        {
            if (depth > 0)
            {
                text.Append(' ', 3 * (depth - 1)).Append("+- ");
            }

            text.Append(vertex.Operators[operatorIndex].Name).Append("<br/>");
            foreach (var edge in vertex.Chain)
            {
                if (edge.From == operatorIndex)
                {
                    Append(edge.To, depth + 1);
                }
            }
        }
    }
}
