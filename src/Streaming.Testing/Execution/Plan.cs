using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Core.Types;

namespace Flink.Streaming.Testing.Execution;

/// <summary>What a harness runs: operators in the order of the data, with the program's sources cut off.</summary>
/// <param name="Operators">Each after those that feed it.</param>
/// <param name="Edges">All edges that lead to one of them or to the end.</param>
/// <param name="Inputs">Record types of what is pushed.</param>
internal sealed record Plan(IReadOnlyList<PlannedOperator> Operators, IReadOnlyList<PlannedEdge> Edges, IReadOnlyList<Type> Inputs)
{
    public const int End = -1;

    /// <summary>One operator by itself.</summary>
    public static Plan Of(OperatorNode node, HarnessOptions options)
    {
        var (parallelism, maxParallelism) = (options.Parallelism ?? 1, options.MaxParallelism ?? KeyGroups.MinDefaultMaxParallelism);
        KeyGroups.CheckMaxParallelism(maxParallelism);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parallelism, maxParallelism);
        List<PlannedEdge> edges =
        [
            .. node.Factory.InputTypes.Select((type, i) => new PlannedEdge(~i, 0, i, RebalancePartitioner.Instance, null, type)),
        ];
        if (node.Factory.OutputType is { } output)
        {
            edges.Add(new PlannedEdge(0, End, 0, RebalancePartitioner.Instance, null, output));
        }

        return new Plan([new PlannedOperator(node, 0, node.Name, parallelism, maxParallelism)], edges, node.Factory.InputTypes);
    }

    /// <summary>Everything that leads to an end, or the whole program when there is none.</summary>
    /// <param name="graph">The program.</param>
    /// <param name="end">Name of the sink that marks the end; null for none.</param>
    public static Plan Of(JobGraph graph, string? end)
    {
        var nodes = graph.Vertices.SelectMany((vertex, v) => vertex.Operators.Select(node => (Vertex: vertex, Index: v, Node: node))).ToList();
        var edges = EdgesOf(graph, nodes.ConvertAll(entry => entry.Node));
        var needed = end is null ? [.. Enumerable.Range(0, nodes.Count)] : Upstream(edges, nodes.FindIndex(entry => entry.Node.Name == end));

        // From places in the job graph to places in the plan.
        var places = new Dictionary<int, int>();
        List<PlannedOperator> operators = [];
        List<Type> inputs = [];
        for (var i = 0; i < nodes.Count; i++)
        {
            var (vertex, index, node) = nodes[i];
            if (!needed.Contains(i))
            {
                continue;
            }

            if (node.Name == end)
            {
                places[i] = End;
            }
            else if (node.Factory is SourceOperatorFactory)
            {
                places[i] = ~inputs.Count;
                inputs.Add(node.Factory.OutputType!);
            }
            else
            {
                places[i] = operators.Count;
                operators.Add(new PlannedOperator(node, index, vertex.Name, vertex.Parallelism, vertex.MaxParallelism));
            }
        }

        var kept = edges.Where(edge => places.ContainsKey(edge.From) && places.ContainsKey(edge.To))
            .Select(edge => edge with { From = places[edge.From], To = places[edge.To] });
        return new Plan(operators, [.. kept], inputs);
    }

    private static List<PlannedEdge> EdgesOf(JobGraph graph, List<OperatorNode> nodes)
    {
        List<PlannedEdge> edges = [];
        foreach (var vertex in graph.Vertices)
        {
            foreach (var edge in vertex.Chain)
            {
                var from = vertex.Operators[edge.From];
                edges.Add(new PlannedEdge(
                    nodes.IndexOf(from), nodes.IndexOf(vertex.Operators[edge.To]), edge.ToInput,
                    ForwardPartitioner.Instance, edge.Tag, edge.Tag?.RecordType ?? from.Factory.OutputType!));
            }
        }

        foreach (var edge in graph.Edges)
        {
            edges.Add(new PlannedEdge(
                nodes.IndexOf(graph.Vertex(edge.Source).Operators[edge.SourceOperator]), nodes.IndexOf(graph.Vertex(edge.Target).Operators[0]),
                edge.TargetInput, edge.Partitioner, edge.Tag, edge.RecordType));
        }

        return edges;
    }

    private static HashSet<int> Upstream(List<PlannedEdge> edges, int end)
    {
        HashSet<int> found = [end];
        Stack<int> open = new(found);
        while (open.TryPop(out var to))
        {
            foreach (var edge in edges.Where(edge => edge.To == to && found.Add(edge.From)))
            {
                open.Push(edge.From);
            }
        }

        return found;
    }
}
