using System.Text.Json;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Jobs;

/// <summary>Flink's JSON plan.</summary>
public static class PlanJson
{
    /// <summary>Writes the plan's object.</summary>
    public static void Write(Utf8JsonWriter json, JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(plan);
        json.WriteStartObject();
        json.WriteString("jid", plan.Job.ToString());
        json.WriteString("name", plan.Name);
        json.WriteString("type", Word(plan.Kind));
        json.WriteStartArray("nodes");
        foreach (var node in plan.Nodes)
        {
            WriteNode(json, node);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static string Word(JobKind kind) => kind == JobKind.Batch ? "BATCH" : "STREAMING";

    private static void WriteNode(Utf8JsonWriter json, PlanNode node)
    {
        json.WriteStartObject();
        json.WriteString("id", node.Id.ToString());
        json.WriteString("operator", "");
        json.WriteNumber("parallelism", node.Parallelism);
        json.WriteString("operator_strategy", "");
        json.WriteString("description", node.Description);
        json.WriteStartObject("optimizer_properties");
        json.WriteEndObject();
        if (node.Inputs.Count > 0)
        {
            json.WriteStartArray("inputs");
            foreach (var input in node.Inputs)
            {
                json.WriteStartObject();
                json.WriteString("id", input.Source.ToString());
                json.WriteNumber("num", input.Index);
                json.WriteString("exchange", input.Exchange);
                json.WriteString("ship_strategy", input.ShipStrategy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
