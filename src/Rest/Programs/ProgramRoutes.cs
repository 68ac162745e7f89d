using System.Globalization;
using System.Text.Json;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Rest.Json;
using Flink.Rest.Routing;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.AspNetCore.Http;

namespace Flink.Rest.Programs;

/// <summary><c>/jars</c>: programs that are uploaded, shown, started and deleted. They are zips of a published program; the word is Flink's.</summary>
internal sealed class ProgramRoutes(ProgramStore store)
{
    public void Map(RouteTable routes, bool maySubmit)
    {
        routes.Get("/jars", ListAsync);
        if (maySubmit)
        {
            routes.Post("/jars/upload", UploadAsync);
            routes.Delete("/jars/{jarid}", DeleteAsync);
            routes.Get("/jars/{jarid}/plan", PlanAsync);
            routes.Post("/jars/{jarid}/plan", PlanAsync);
            routes.Post("/jars/{jarid}/run", RunAsync);
        }
    }

    private Task ListAsync(RestRequest request)
    {
        var http = request.Context.Request;
        return request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("address", $"{http.Scheme}://{http.Host}");
            json.WriteStartArray("files");
            foreach (var program in store.List())
            {
                Write(json, program);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, StoredProgram program)
    {
        json.WriteStartObject();
        json.WriteString("id", program.Id);
        json.WriteString("name", program.Name);
        json.WriteMillis("uploaded", program.Uploaded);
        json.WriteStartArray("entry");
        if (ProgramStore.EntryOf(program.Path) is { } entry)
        {
            json.WriteStartObject();
            json.WriteString("name", entry);
            json.WriteNull("description");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task UploadAsync(RestRequest request)
    {
        var http = request.Context.Request;
        if (!UploadedFiles.IsMultipart(http))
        {
            throw new RestException(
                StatusCodes.Status400BadRequest,
                http.ContentLength is null or 0 ? "Exactly 1 file must be sent, received 0." : "The body must be multipart/form-data with one file.");
        }

        using var received = await UploadedFiles.ReceiveAsync(http, request.UploadFolder, request.Aborted).ConfigureAwait(false);
        if (received.Files.Count != 1)
        {
            throw new RestException(StatusCodes.Status400BadRequest, $"Exactly 1 file must be sent, received {received.Files.Count}.");
        }

        var (name, path) = received.Files.First();
        var stored = store.Add(path, name);
        request.Services.Programs?.Prepare(stored);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("filename", stored);
            json.WriteString("status", "success");
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private Task DeleteAsync(RestRequest request)
    {
        store.Delete(request.Text("jarid"));
        return request.AnswerNothingAsync();
    }

    private async Task PlanAsync(RestRequest request)
    {
        var (call, _) = await CallOfAsync(request).ConfigureAwait(false);
        var jobs = await HostOf(request).RunAsync(call with { PlanOnly = true }, request.Aborted).ConfigureAwait(false);
        if (jobs.Count == 0)
        {
            throw new FlinkException("The plan could not be fetched: the program ended without executing a job. Does it call ExecuteAsync?");
        }

        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("plan");
            json.WriteRawValue(jobs[0].Plan.Span);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task RunAsync(RestRequest request)
    {
        var (call, body) = await CallOfAsync(request).ConfigureAwait(false);
        if ((body.SavepointPath ?? request.Query("savepointPath")) is { } savepoint)
        {
            call = call with { Configuration = WithRestore(call.Configuration, savepoint, body, request) };
        }

        IReadOnlyList<CapturedJob> jobs;
        try
        {
            jobs = await HostOf(request).RunAsync(call, request.Aborted).ConfigureAwait(false);
        }
        catch (FlinkException e) when (e is not ProgramMissingException)
        {
            throw new RestException(StatusCodes.Status400BadRequest, $"Could not execute application. {e.Message}");
        }

        try
        {
            await SubmitAsync(request, call, jobs).ConfigureAwait(false);
        }
        finally
        {
            foreach (var copy in jobs.SelectMany(static job => job.CachedFiles))
            {
                File.Delete(copy);
            }
        }
    }

    private static async Task SubmitAsync(RestRequest request, ProgramCall call, IReadOnlyList<CapturedJob> jobs)
    {
        if (jobs.Count != 1)
        {
            throw new RestException(
                StatusCodes.Status400BadRequest,
                jobs.Count == 0
                    ? "No jobs included in application: the program ended without executing one. Does it call ExecuteAsync?"
                    : $"The program executes {jobs.Count} jobs, which cannot be started detached. Run it attached: flink run without -d.");
        }

        var job = jobs[0];
        await SubmitRoute.SubmitAsync(request, new JobSubmission
        {
            Id = job.Id,
            Name = job.Name,
            Graph = job.Graph,
            ProgramArchive = call.Archive,
            CachedFiles = job.CachedFiles,
            Configuration = SubmitRoute.ConfigurationOf(job.Configuration),
        }).ConfigureAwait(false);
        await request.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("jobid", job.Id.ToString());
            json.WriteString("applicationId", job.Id.ToString());
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static Dictionary<string, string> WithRestore(
        IReadOnlyDictionary<string, string> configuration, string savepoint, ProgramRequest body, RestRequest request) => new(configuration)
        {
            [CheckpointingOptions.RecoveryPath.Key] = savepoint,
            [CheckpointingOptions.RecoveryIgnoreUnclaimed.Key] =
                (body.AllowNonRestoredState ?? request.Query("allowNonRestoredState") is "true") ? "true" : "false",
            [CheckpointingOptions.ClaimMode.Key] = body.ClaimMode ?? body.RestoreMode ?? "NO_CLAIM",
        };

    private static IProgramHost HostOf(RestRequest request) => request.Services.Programs
        ?? throw new RestException(StatusCodes.Status501NotImplemented, "This process does not run programs. Use 'flink run' with the address of the cluster.");

    /// <summary>Body and query together; the body wins, as in Flink.</summary>
    private async Task<(ProgramCall Call, ProgramRequest Body)> CallOfAsync(RestRequest request)
    {
        var id = request.Text("jarid");
        var archive = store.Find(id) ?? throw new ProgramMissingException($"The program {id} does not exist. Upload it with POST /jars/upload; GET /jars lists what is there.");
        var body = await request.BodyAsync(RequestJson.Default.ProgramRequest).ConfigureAwait(false);
        var configuration = new Dictionary<string, string>(body.FlinkConfiguration ?? new Dictionary<string, string>());
        if ((body.Parallelism ?? request.QueryNumber("parallelism")) is { } parallelism)
        {
            if (parallelism < 1)
            {
                throw new RestException(StatusCodes.Status400BadRequest, $"A parallelism of {parallelism} is not possible: it must be 1 or more.");
            }

            configuration[CoreOptions.DefaultParallelism.Key] = parallelism.ToString(CultureInfo.InvariantCulture);
        }

        // Of the cluster, as in Flink, and not the cores of the machine that the program is called on.
        configuration.TryAdd(
            CoreOptions.DefaultParallelism.Key, request.Services.Configuration.Get(CoreOptions.DefaultParallelism, 1).ToString(CultureInfo.InvariantCulture));

        return (
            new ProgramCall
            {
                Archive = archive,
                EntryClass = body.EntryClass ?? request.Query("entry-class"),
                Arguments = body.ProgramArgsList ?? request.QueryList("programArg") ?? [],
                Configuration = configuration,
                Job = body.JobId is null ? null
                    : Id128.TryParse(body.JobId, out var job) ? new JobId(job) : throw RestException.BadBody($"'{body.JobId}' is no job id"),
            },
            body);
    }
}
