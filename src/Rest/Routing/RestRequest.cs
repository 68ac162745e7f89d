using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Rest.Metrics;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flink.Rest.Routing;

/// <summary>A request with what its handler needs: parameters in their types, the parts of the cluster, and how to answer.</summary>
internal sealed class RestRequest(HttpContext context, RestServices services, MetricStore metrics)
{
    public const string JsonType = "application/json; charset=UTF-8";

    private static readonly JsonWriterOptions _plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public HttpContext Context => context;

    public RestServices Services => services;

    public MetricStore Metrics => metrics;

    public IDispatcherGateway Dispatcher => services.Dispatcher;

    public IResourceManagerGateway ResourceManager => services.ResourceManager;

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Where the files of a body go.</summary>
    public string UploadFolder => services.Configuration.TryGet(WebOptions.TemporaryDirectory, out var folder) ? folder : Path.GetTempPath();

    public DateTimeOffset Now => services.Clock.GetUtcNow();

    public JobId Job => new(Id("jobid"));

    public VertexId Vertex => new(Id("vertexid"));

    /// <summary>A part of the path, unescaped.</summary>
    public string Text(string name) => Uri.UnescapeDataString((string)context.GetRouteValue(name)!);

    public int Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw RestException.BadParameter("path", name, Text(name));

    /// <summary>A query parameter; null when it is missing.</summary>
    public string? Query(string name) => context.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>A query parameter that holds a list, given once with commas or several times; null when it is missing.</summary>
    public IReadOnlyList<string>? QueryList(string name) => context.Request.Query.TryGetValue(name, out var values)
        ? [.. values.SelectMany(static value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))]
        : null;

    public int? QueryNumber(string name) => Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw RestException.BadParameter("query", name, text);

    public async Task<JobDetails> FindJobAsync()
    {
        var id = Job;
        return await Dispatcher.FindJobAsync(id, Aborted).ConfigureAwait(false) ?? throw RestException.NotFound($"Job {id} not found");
    }

    public async Task<(JobDetails Job, VertexDetails Vertex)> FindVertexAsync()
    {
        var id = Vertex;
        var job = await FindJobAsync().ConfigureAwait(false);
        return (job, job.Vertices.FirstOrDefault(vertex => vertex.Id == id) ?? throw RestException.NotFound($"JobVertex {id} not found"));
    }

    public async Task<(JobDetails Job, VertexDetails Vertex, SubtaskDetails Subtask)> FindSubtaskAsync()
    {
        var index = Number("subtaskindex");
        var (job, vertex) = await FindVertexAsync().ConfigureAwait(false);
        return index < vertex.Subtasks.Count
            ? (job, vertex, vertex.Subtasks[index])
            : throw RestException.NotFound($"Invalid subtask index {index} for vertex {vertex.Id}, which has {vertex.Subtasks.Count}");
    }

    /// <summary>The body as JSON; a missing one is an empty object, unknown fields are ignored.</summary>
    public Task<T> BodyAsync<T>(JsonTypeInfo<T> type)
        where T : class => ReadAsync(context.Request.Body, type, Aborted);

    /// <inheritdoc cref="BodyAsync{T}"/>
    internal static async Task<T> ReadAsync<T>(Stream from, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        using var body = new MemoryStream();
        await from.CopyToAsync(body, cancellation).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body.GetBuffer().AsSpan(0, (int)body.Length), type)
                ?? throw RestException.BadBody("null");
        }
        catch (JsonException e)
        {
            throw RestException.BadBody(e.Message);
        }
    }

    public Task AnswerAsync(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) => WriteJsonAsync(context, status, write);

    /// <summary>Answers with something that holds metrics; it is written while nobody changes them.</summary>
    public async Task AnswerFromMetricsAsync(Action<MetricTree, Utf8JsonWriter> write)
    {
        var text = await metrics.ReadAsync(
            tree =>
            {
                var buffer = new ArrayBufferWriter<byte>();
                using var json = new Utf8JsonWriter(buffer, _plain);
                write(tree, json);
                json.Flush();
                return buffer.WrittenMemory;
            },
            Aborted).ConfigureAwait(false);
        context.Response.ContentType = JsonType;
        await context.Response.BodyWriter.WriteAsync(text, Aborted).ConfigureAwait(false);
    }

    /// <summary>Answers <c>{}</c>.</summary>
    public Task AnswerNothingAsync(int status = StatusCodes.Status200OK) => AnswerAsync(
        static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        },
        status);

    internal static async Task WriteJsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = JsonType;
        await using (var json = new Utf8JsonWriter(response.BodyWriter, _plain))
        {
            write(json);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private Id128 Id(string name) => Id128.TryParse(Text(name), out var id) ? id : throw RestException.BadParameter("path", name, Text(name));
}
