using System.Text.Json;
using Flink.Core.Graph;
using Flink.Rest.Json;
using Flink.Rest.Metrics;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.JobManager;
using Flink.Runtime.TaskManager;

namespace Flink.Rest.Jobs;

/// <summary>How answers show executions, and groups of them.</summary>
internal static class TaskJson
{
    /// <summary>What stands for a host, or a TaskManager, before there is one.</summary>
    public const string Unassigned = "(unassigned)";

    public static string EndpointText(this ExecutionDetails execution) => execution.Endpoint ?? Unassigned;

    public static string TaskManagerText(this ExecutionDetails execution) => execution.TaskManagerId ?? Unassigned;

    /// <summary>Flink's state of a group of executions.</summary>
    public static ExecutionState AggregateState(IReadOnlyCollection<ExecutionDetails> executions)
    {
        foreach (var state in (ReadOnlySpan<ExecutionState>)
            [ExecutionState.Failed, ExecutionState.Canceling, ExecutionState.Canceled, ExecutionState.Initializing, ExecutionState.Running])
        {
            if (executions.Any(execution => execution.State == state))
            {
                return state;
            }
        }

        var finished = executions.Count(static execution => execution.State == ExecutionState.Finished);
        return finished == 0 ? ExecutionState.Created : finished == executions.Count ? ExecutionState.Finished : ExecutionState.Running;
    }

    public static DateTimeOffset? Started(IReadOnlyCollection<ExecutionDetails> executions) => executions.Min(static one => one.Started());

    public static DateTimeOffset? Ended(IReadOnlyCollection<ExecutionDetails> executions) =>
        executions.All(static one => one.State.IsTerminal()) ? executions.Max(static one => one.Ended()) : null;

    public static void WriteTimes(Utf8JsonWriter json, DateTimeOffset? started, DateTimeOffset? ended, DateTimeOffset now)
    {
        json.WriteMillis("start-time", started);
        json.WriteMillis("end-time", ended);
        json.WriteNumber("duration", ExecutionTimes.Duration(started, ended, now));
    }

    public static void WriteStateCounts(Utf8JsonWriter json, string name, IEnumerable<ExecutionState> states)
    {
        Span<int> counts = stackalloc int[FlinkWords.ExecutionStateCount];
        counts.Clear();
        foreach (var state in states)
        {
            counts[(int)state]++;
        }

        json.WriteStartObject(name);
        for (var state = 0; state < counts.Length; state++)
        {
            json.WriteNumber(((ExecutionState)state).Word(), counts[state]);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes an attempt's object.</summary>
    public static void WriteExecution(Utf8JsonWriter json, ExecutionDetails execution, VertexId vertex, MetricTree.JobBranch? metrics, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteNumber("subtask", execution.Subtask);
        json.WriteString("status", execution.State.Word());
        json.WriteNumber("attempt", execution.Attempt);
        json.WriteString("endpoint", execution.EndpointText());
        WriteTimes(json, execution.Started(), execution.Ended(), now);
        TaskIo.Of(execution, vertex, metrics).Write(json);
        json.WriteString("taskmanager-id", execution.TaskManagerText());
        json.WriteStartObject("status-duration");
        foreach (var phase in ExecutionTimes.Phases)
        {
            json.WriteNumber(phase.Word(), execution.PhaseDuration(phase, now));
        }

        json.WriteEndObject();

        // Once more under the name of older dashboards, as Flink does.
        json.WriteMillis("start_time", execution.Started());
        json.WriteEndObject();
    }

    /// <summary>Writes the statistics over a group of executions.</summary>
    public static void WriteAggregated(
        Utf8JsonWriter json, IReadOnlyCollection<ExecutionDetails> executions, VertexId vertex, MetricTree.JobBranch? metrics, DateTimeOffset now)
    {
        var figures = executions.Select(one => TaskIo.Of(one, vertex, metrics)).ToArray();
        json.WriteStartObject("aggregated");
        json.WriteStartObject("metrics");
        foreach (var group in figures.SelectMany(static one => one.Values).GroupBy(static value => value.Name, static value => value.Value))
        {
            StatisticsJson.Write(json, group.Key, [.. group]);
        }

        json.WriteEndObject();
        json.WriteStartObject("status-duration");
        foreach (var phase in ExecutionTimes.Phases)
        {
            StatisticsJson.Write(json, phase.Word(), [.. executions.Select(one => one.PhaseDuration(phase, now))]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static TaskIo Sum(IEnumerable<ExecutionDetails> executions, VertexId vertex, MetricTree.JobBranch? metrics)
    {
        var sum = new TaskIo();
        foreach (var execution in executions)
        {
            sum.Add(TaskIo.Of(execution, vertex, metrics));
        }

        return sum;
    }
}
