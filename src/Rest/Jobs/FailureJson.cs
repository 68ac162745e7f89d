using System.Text.Json;
using Flink.Rest.Json;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Jobs;

/// <summary>The history of a job's failures.</summary>
internal static class FailureJson
{
    private const int DefaultEntries = 20;

    public static async Task AnswerAsync(RestRequest request)
    {
        var most = request.QueryNumber("maxExceptions") ?? DefaultEntries;
        var labels = request.QueryList("failureLabelFilter");
        var job = await request.FindJobAsync().ConfigureAwait(false);

        // Failures have no labels, so whoever asks for a label gets none of them.
        IReadOnlyList<FailureEntry> failures = labels is { Count: > 0 } ? [] : job.Failures;
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("exceptionHistory");
            json.WriteStartArray("entries");
            foreach (var failure in failures.Take(most))
            {
                Write(json, failure, isRoot: true);
            }

            json.WriteEndArray();
            json.WriteBoolean("truncated", failures.Count > most);
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, FailureEntry failure, bool isRoot)
    {
        json.WriteStartObject();
        json.WriteString("exceptionName", failure.ExceptionName);
        json.WriteString("stacktrace", failure.StackTrace);
        json.WriteMillis("timestamp", failure.Time);
        json.WriteStartObject("failureLabels");
        json.WriteEndObject();
        WriteWhere(json, failure);
        if (isRoot)
        {
            json.WriteStartArray("concurrentExceptions");
            foreach (var other in failure.Concurrent)
            {
                Write(json, other, isRoot: false);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteWhere(Utf8JsonWriter json, FailureEntry failure)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
            [("taskName", failure.TaskName), ("endpoint", failure.Endpoint), ("taskManagerId", failure.TaskManagerId)])
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }
}
