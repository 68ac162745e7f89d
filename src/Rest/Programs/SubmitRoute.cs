using System.Text.Json;
using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Core.Programs;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.AspNetCore.Http;

namespace Flink.Rest.Programs;

/// <summary><c>POST /jobs</c>: a job graph and its program, as clients send them.</summary>
internal static class SubmitRoute
{
    private const string RequestPart = "request";

    public static void Map(RouteTable routes) => routes.Post("/jobs", HandleAsync);

    /// <summary>Hands a job to the Dispatcher; a refusal is the caller's to mend.</summary>
    public static async Task SubmitAsync(RestRequest request, JobSubmission submission)
    {
        try
        {
            if (submission.ProgramArchive is { } path)
            {
                using var archive = File.OpenRead(path);
                ProgramArchive.Check(archive, "The program", new ProgramArchiveLimits());
            }

            await request.Dispatcher.SubmitAsync(submission, request.Aborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JobRejectedException or ProgramArchiveException)
        {
            throw new RestException(StatusCodes.Status400BadRequest, e.Message);
        }
    }

    public static FlinkConfiguration ConfigurationOf(IReadOnlyDictionary<string, string>? values)
    {
        var configuration = FlinkConfiguration.Empty;
        foreach (var (key, value) in values ?? new Dictionary<string, string>())
        {
            configuration = configuration.With(key, value);
        }

        return configuration;
    }

    private static async Task HandleAsync(RestRequest request)
    {
        var http = request.Context.Request;
        if (!UploadedFiles.IsMultipart(http))
        {
            await request.BodyAsync(RequestJson.Default.SubmitRequest).ConfigureAwait(false);
            throw Missing();
        }

        using var received = await UploadedFiles.ReceiveAsync(http, request.UploadFolder, request.Aborted).ConfigureAwait(false);
        var submission = await ReadAsync(received, request.Aborted).ConfigureAwait(false);
        await SubmitAsync(request, submission).ConfigureAwait(false);
        await request.AnswerAsync(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("jobUrl", $"/jobs/{submission.Id}");
                json.WriteEndObject();
            },
            StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    private static async Task<JobSubmission> ReadAsync(UploadedFiles received, CancellationToken cancellation)
    {
        var body = Parse(received);
        var programs = body.JobJarFileNames ?? [];
        if (programs.Count > 1)
        {
            throw RestException.BadBody("jobJarFileNames names more than one file: a program is one zip");
        }

        if (!Id128.TryParse(body.JobId, out var id))
        {
            throw RestException.BadBody($"jobId '{body.JobId}' is no job id");
        }

        var graph = FileOf(received, body.ExecutionPlanFileName ?? body.JobGraphFileName ?? throw Missing());
        return new JobSubmission
        {
            Id = new JobId(id),
            Name = body.JobName ?? "",
            Graph = await File.ReadAllBytesAsync(graph, cancellation).ConfigureAwait(false),
            ProgramArchive = programs.Count == 0 ? null : FileOf(received, programs[0]),
            CachedFiles = [.. (body.JobArtifactFileNames ?? []).Select(file => FileOf(received, file.FileName ?? "")).Distinct()],
            Configuration = ConfigurationOf(body.Configuration),
        };
    }

    private static SubmitRequest Parse(UploadedFiles received)
    {
        if (!received.Fields.TryGetValue(RequestPart, out var text))
        {
            throw RestException.BadBody($"there is no part '{RequestPart}'");
        }

        try
        {
            return JsonSerializer.Deserialize(text.Span, RequestJson.Default.SubmitRequest) ?? throw Missing();
        }
        catch (JsonException e)
        {
            throw RestException.BadBody(e.Message);
        }
    }

    private static string FileOf(UploadedFiles received, string name) => received.Files.TryGetValue(name, out var path)
        ? path
        : throw RestException.BadBody($"there is no file '{name}' among those that were sent");

    private static RestException Missing() =>
        new(StatusCodes.Status400BadRequest, "The executionPlanFileName field must not be omitted or be null.");
}
