using System.Net.Http.Headers;
using System.Text.Json;
using Flink.Core.Graph;

namespace Flink.Client.Rest;

/// <summary>A job that is handed in.</summary>
public sealed record JobUpload
{
    private const string GraphFile = "job.graph";
    private const string ProgramFile = "program.zip";

    /// <summary>The job; the id inside the graph.</summary>
    public required JobId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The graph in the form of <see cref="JobGraphSerializer"/>.</summary>
    public required ReadOnlyMemory<byte> Graph { get; init; }

    /// <summary>Opens the program's zip, once for each attempt to send it; null when the graph needs no code but the engine's.</summary>
    public Func<Stream>? OpenProgram { get; init; }

    /// <summary>The job's cached files that workers do not read from their file systems themselves.</summary>
    public IReadOnlyList<CachedFileUpload> CachedFiles { get; init; } = [];

    /// <summary>What is configured for the job; the cluster's own configuration lies below it.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    internal MultipartFormDataContent ToContent()
    {
        var body = new SubmitBody(
            GraphFile,
            OpenProgram is null ? [] : [ProgramFile],
            [.. CachedFiles.Select(static file => new SubmitArtifact(file.Name, file.Hash))],
            Id.ToString(),
            Name,
            Configuration);
        var request = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, RestJson.Default.SubmitBody));
        request.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var content = new MultipartFormDataContent { { request, "request" }, { new ReadOnlyMemoryContent(Graph), "file_0", GraphFile } };
        if (OpenProgram is not null)
        {
            content.Add(new StreamContent(OpenProgram()), "file_1", ProgramFile);
        }

        // The same content under two names is sent once.
        foreach (var file in CachedFiles.DistinctBy(static file => file.Hash))
        {
            content.Add(new StreamContent(file.Open()), $"artifact_{file.Hash}", file.Hash);
        }

        return content;
    }
}
