using System.Text.Json;
using Flink.Core.Closures;
using Flink.Core.Execution;
using Flink.Rest.Json;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Jobs;

/// <summary>How a job ended, for whoever submitted it.</summary>
internal static class JobResultJson
{
    public static async Task AnswerAsync(RestRequest request)
    {
        var id = request.Job;
        var outcome = await request.Dispatcher.FindOutcomeAsync(id, request.Aborted).ConfigureAwait(false)
            ?? throw RestException.NotFound($"Job {id} not found");
        await request.AnswerAsync(json => Write(json, outcome)).ConfigureAwait(false);
    }

    /// <summary>Writes values of accumulators in the form that <see cref="ResultValues"/> reads.</summary>
    /// <returns>Why some are not there: their values cannot travel.</returns>
    public static List<string> WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> values)
    {
        var missing = new List<string>();
        foreach (var (name, value) in values)
        {
            try
            {
                json.WriteBase64String(name, ResultValues.Write(value, name).Span);
            }
            catch (ClosureException e)
            {
                missing.Add($"The value of accumulator '{name}' stayed in the cluster: {e.Message}");
            }
        }

        return missing;
    }

    private static void Write(Utf8JsonWriter json, JobOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteStartObject("status");
        json.WriteString("id", outcome.Result is null ? "IN_PROGRESS" : "COMPLETED");
        json.WriteEndObject();
        if (outcome.Result is { } result)
        {
            json.WriteStartObject("job-execution-result");
            WriteResult(json, result, outcome);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, JobResult result, JobOutcome outcome)
    {
        json.WriteString("id", result.JobId.ToString());
        json.WriteString("name", result.JobName);
        json.WriteString("application-status", result.Status switch
        {
            JobStatus.Finished => "SUCCEEDED",
            JobStatus.Failed => "FAILED",
            JobStatus.Canceled => "CANCELED",
            _ => "UNKNOWN",
        });
        json.WriteStartObject("accumulator-results");
        var missing = WriteValues(json, result.Accumulators);
        json.WriteEndObject();
        json.WriteNumber("net-runtime", (long)result.NetRuntime.TotalMilliseconds);
        if (result.Failure is { } failure)
        {
            json.WriteStartObject("failure-cause");
            json.WriteString("class", failure.GetType().FullName);
            json.WriteString("stack-trace", failure.ToString());

            // Flink's clients find a Java exception here; ours read class and text.
            json.WriteString("serialized-throwable", "");
            json.WriteEndObject();
        }

        json.WriteString("application-id", result.JobId.ToString());
        json.WriteMillis("start-time", outcome.Started);
        json.WriteMillis("end-time", outcome.Ended);
        WriteExtras(json, result, [.. result.Warnings, .. missing]);
    }

    // What Flink's result does not have.
    private static void WriteExtras(Utf8JsonWriter json, JobResult result, List<string> warnings)
    {
        json.WriteNumber("records-read", result.RecordsRead);
        json.WriteNumber("restarts", result.Restarts);
        if (warnings.Count > 0)
        {
            json.WriteStartArray("warnings");
            foreach (var warning in warnings)
            {
                json.WriteStringValue(warning);
            }

            json.WriteEndArray();
        }
    }
}
