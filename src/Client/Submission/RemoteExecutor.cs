using System.Net;
using System.Reflection;
using Flink.Client.Rest;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Client.Submission;

/// <summary>Sends jobs to the cluster at <c>rest.address</c> and <c>rest.port</c>, with the program that they need: <c>execution.target: remote</c>.</summary>
/// <param name="program">Where the program's entry assembly is; null for that of this process.</param>
/// <param name="settings">Reads how the cluster is reached from a job's configuration; null for <see cref="RestClientSettings.From"/>.</param>
/// <remarks>Safe for concurrent use. What <see cref="Prepare"/> began and no job has used goes when it is disposed; without that there is nothing to dispose of.</remarks>
public sealed class RemoteExecutor(string? program, Func<FlinkConfiguration, RestClientSettings>? settings = null) : IPipelineExecutor, IDisposable
{
    private Task<PackedFile>? _prepared;

    /// <summary>An executor for the program of this process.</summary>
    public RemoteExecutor()
        : this(null)
    {
    }

    /// <summary>Begins to pack the program beside whatever else is done until its first job is there: that job is sent with the files as they are from now on.</summary>
    public void Prepare()
    {
        var path = program ?? ProgramOfProcess();
        _prepared = Task.Run(() => PackedFile.OfProgram(path));
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _prepared, null)?.ContinueWith(
        static packed =>
        {
            if (packed.IsCompletedSuccessfully)
            {
                packed.Result.Dispose();
            }
            else
            {
                // No job needed it.
                _ = packed.Exception;
            }
        },
        TaskScheduler.Default);

    /// <inheritdoc/>
    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(configuration);
        var sent = JobGraphSerializer.Write(graph);
        var reached = (settings ?? RestClientSettings.From)(configuration);
        var client = new RestClient(reached);
        try
        {
            using var packed = NeedsProgram(sent) ? await PackAsync().ConfigureAwait(false) : null;
            using var files = new CachedFileUploads(graph);
            await client.SubmitAsync(
                new JobUpload
                {
                    Id = graph.Id,
                    Name = graph.Name,
                    Graph = sent.Bytes,
                    OpenProgram = packed is null ? null : packed.Open,
                    CachedFiles = files.Files,
                    Configuration = JobConfiguration.Of(configuration),
                },
                cancellation).ConfigureAwait(false);
            return new RemoteJobClient(client, reached, graph, TypeResolver.Of(sent.Assemblies), EndsWithClient(configuration));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>A handle on a job that the cluster may know, because the same program has submitted it before.</summary>
    /// <param name="graph">The job as it would be submitted, with the id that it was submitted with.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="cancellation">Stops asking.</param>
    /// <returns>The handle; null when the cluster knows no job of that id.</returns>
    /// <exception cref="RestClientException">The cluster does not answer.</exception>
    public async Task<IJobClient?> FindAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(configuration);
        var reached = (settings ?? RestClientSettings.From)(configuration);
        var client = new RestClient(reached);
        try
        {
            await client.GetStatusAsync(graph.Id, cancellation).ConfigureAwait(false);
            return new RemoteJobClient(client, reached, graph, TypeResolver.Of(JobGraphSerializer.Write(graph).Assemblies), EndsWithClient(configuration));
        }
        catch (RestClientException e) when (e.Status == HttpStatusCode.NotFound)
        {
            client.Dispose();
            return null;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private Task<PackedFile> PackAsync() =>
        Interlocked.Exchange(ref _prepared, null) ?? Task.FromResult(PackedFile.OfProgram(program ?? ProgramOfProcess()));

    // Nobody is attached to a job that was sent detached.
    private static bool EndsWithClient(FlinkConfiguration configuration) => configuration.Get(ExecutionOptions.ShutdownOnAttachedExit)
        && (!configuration.TryGet(ExecutionOptions.Attached, out var attached) || attached);

    /// <summary>Whether a graph holds types beyond those that every cluster has.</summary>
    private static bool NeedsProgram(Closure graph) => graph.Assemblies.Any(static assembly =>
        assembly.GetName().Name is not ("Flink.Core" or "Flink.Streaming"));

    private static string ProgramOfProcess()
    {
        var path = Assembly.GetEntryAssembly()?.Location;
        return string.IsNullOrEmpty(path)
            ? throw new FlinkException(
                "This program cannot be sent to a cluster: its entry assembly is in no file of its own. Publish it without PublishSingleFile.")
            : path;
    }
}
