using System.Text.Json;
using System.Text.Json.Serialization;
using Flink.Core.Execution;

namespace Flink.Client.Rest;

/// <summary>Answers without reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, Converters = [typeof(JobStatusWords)])]
[JsonSerializable(typeof(ClusterOverview))]
[JsonSerializable(typeof(JobsOverview))]
[JsonSerializable(typeof(JobDetails))]
[JsonSerializable(typeof(JobStatusAnswer))]
[JsonSerializable(typeof(ExecutionResultAnswer))]
[JsonSerializable(typeof(ResultPageAnswer))]
[JsonSerializable(typeof(TaskManagersOverview))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(SubmitBody))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(HeartbeatBody))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(ProgramStart))]
internal sealed partial class RestJson : JsonSerializerContext;

internal sealed record JobsOverview(IReadOnlyList<JobOverview> Jobs);

internal sealed record ResultPageAnswer(long From, bool HasEnded, IReadOnlyList<byte[]> Pieces);

internal sealed record JobStatusAnswer(JobStatus Status);

internal sealed record TaskManagersOverview([property: JsonPropertyName("taskmanagers")] IReadOnlyList<TaskManagerOverview> TaskManagers);

internal sealed record ExecutionResultAnswer([property: JsonPropertyName("job-execution-result")] ExecutionResult? Result);

internal sealed record HeartbeatBody([property: JsonPropertyName("expiredTimestamp")] long ExpiredTimestamp);

internal sealed record UploadAnswer([property: JsonPropertyName("filename")] string FileName);

internal sealed record RunAnswer([property: JsonPropertyName("jobid")] string JobId);

/// <summary>Part <c>request</c> of a submission.</summary>
internal sealed record SubmitBody(
    [property: JsonPropertyName("executionPlanFileName")] string ExecutionPlanFileName,
    [property: JsonPropertyName("jobJarFileNames")] IReadOnlyList<string> JobJarFileNames,
    [property: JsonPropertyName("jobArtifactFileNames")] IReadOnlyList<SubmitArtifact> JobArtifactFileNames,
    [property: JsonPropertyName("jobId")] string JobId,
    [property: JsonPropertyName("jobName")] string JobName,
    [property: JsonPropertyName("configuration")] IReadOnlyDictionary<string, string> Configuration);

/// <summary>A cached file: what functions call it, and the part that holds it.</summary>
internal sealed record SubmitArtifact(
    [property: JsonPropertyName("entryName")] string EntryName, [property: JsonPropertyName("fileName")] string FileName);

/// <summary>Flink's words for states of jobs.</summary>
internal sealed class JobStatusWords : JsonConverter<JobStatus>
{
    public override JobStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Enum.TryParse<JobStatus>(reader.GetString(), ignoreCase: true, out var status)
            ? status
            : throw new JsonException($"'{reader.GetString()}' is no state of a job.");

    public override void Write(Utf8JsonWriter writer, JobStatus value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString().ToUpperInvariant());
}
