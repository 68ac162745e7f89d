using System.Text;
using System.Text.Json;

namespace Flink.Core.Graph;

/// <summary>A job as its operators, before they are chained: what Flink's <c>getExecutionPlan</c> shows.</summary>
/// <param name="JobName">The name of the job.</param>
/// <param name="Operators">The operators, each after those that feed it.</param>
public sealed record ExecutionPlan(string JobName, IReadOnlyList<PlannedOperator> Operators)
{
    /// <summary>The plan of a graph; operators are numbered from 1 in the order of the graph.</summary>
    public static ExecutionPlan Of(JobGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var first = new Dictionary<VertexId, int>();
        var count = 0;
        foreach (var vertex in graph.Vertices)
        {
            first.Add(vertex.Id, count + 1);
            count += vertex.Operators.Count;
        }

        return new ExecutionPlan(graph.Name, [.. graph.Vertices.SelectMany(vertex => vertex.Operators.Select((node, index) => Plan(graph, vertex, node, index, first)))]);
    }

    /// <summary>The plan in the form that Flink prints, to the blank; lines are separated by line feeds.</summary>
    /// <remarks>Every predecessor's <c>side</c> is <c>second</c>, as it is there.</remarks>
    public string ToJson()
    {
        var json = new StringBuilder("{\n  \"nodes\" : [ ");
        for (var i = 0; i < Operators.Count; i++)
        {
            json.Append(i == 0 ? "" : ", ");
            Append(json, Operators[i]);
        }

        return json.Append(" ]\n}").ToString();
    }

    private static PlannedOperator Plan(JobGraph graph, JobVertex vertex, OperatorNode node, int index, Dictionary<VertexId, int> first)
    {
        var own = first[vertex.Id];
        var chained = vertex.Chain.Where(edge => edge.To == index).Select(edge => new PlannedInput(own + edge.From, "FORWARD", IsChained: true));
        var exchanged = index > 0
            ? []
            : graph.Edges.Where(edge => edge.Target == vertex.Id).Select(edge => new PlannedInput(first[edge.Source] + edge.SourceOperator, edge.Partitioner.Name, IsChained: false));
        var kind = node.Factory.InputTypes.Count == 0
            ? PlannedOperatorKind.Source
            : node.Factory.OutputType is null ? PlannedOperatorKind.Sink : PlannedOperatorKind.Operator;
        return new PlannedOperator(own + index, node.Name, kind, vertex.Parallelism, [.. chained, .. exchanged]);
    }

    private static void Append(StringBuilder json, PlannedOperator node)
    {
        var kind = node.Kind switch
        {
            PlannedOperatorKind.Source => "Data Source",
            PlannedOperatorKind.Sink => "Data Sink",
            _ => "Operator",
        };
        var name = JsonEncodedText.Encode(node.Name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        json.Append($"{{\n    \"id\" : {node.Id},\n    \"type\" : \"{name}\",\n    \"pact\" : \"{kind}\",\n    \"contents\" : \"{name}\",\n    \"parallelism\" : {node.Parallelism}");
        if (node.Inputs.Count > 0)
        {
            json.Append(",\n    \"predecessors\" : [ ");
            json.AppendJoin(", ", node.Inputs.Select(static input => $"{{\n      \"id\" : {input.From},\n      \"ship_strategy\" : \"{input.ShipStrategy}\",\n      \"side\" : \"second\"\n    }}"));
            json.Append(" ]");
        }

        json.Append("\n  }");
    }
}
