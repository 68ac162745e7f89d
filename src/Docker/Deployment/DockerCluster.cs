using Docker.DotNet;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Docker.Engine;

namespace Flink.Docker.Deployment;

/// <summary>A cluster whose processes are containers.</summary>
internal sealed class DockerCluster : ICluster
{
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(3);

    private readonly DockerEngine _engine;
    private readonly ClusterEndpoint _endpoint;
    private readonly string _container;
    private readonly string _name;
    private readonly ContainerOutput _output;
    private readonly IDisposable? _lifeLine;
    private readonly CancellationTokenSource _end = new();

    /// <param name="engine">The engine; the cluster disposes of it.</param>
    /// <param name="endpoint">How its REST endpoint is spoken with.</param>
    /// <param name="id">The cluster's id.</param>
    /// <param name="container">Its JobManager's container.</param>
    /// <param name="output">What its processes print.</param>
    /// <param name="lifeLine">What the JobManager lives on; null when it outlives this process.</param>
    public DockerCluster(DockerEngine engine, ClusterEndpoint endpoint, string id, string container, ContainerOutput output, IDisposable? lifeLine)
    {
        _engine = engine;
        _endpoint = endpoint;
        Id = id;
        _container = container;
        _name = JobManagerContainer.NameOf(id);
        _output = output;
        _lifeLine = lifeLine;
        Ended = WaitAsync();
    }

    public string Id { get; }

    public string RestAddress { get; set; } = "";

    public string RestUrl => _endpoint.UrlOf(RestAddress);

    public string LogHint => $"the containers, while they are there (docker logs {_name})";

    public Task<JobManagerEnd> Ended { get; }

    /// <summary>Shows the steps of its JobManager from the first on.</summary>
    public void FollowJobManager(string container) => _output.FollowJobManager(container, fromBegin: true);

    public Task CopyOutputAsync(ClusterOutput output, CancellationToken cancellation) => _output.CopyToAsync(output, cancellation);

    public async Task StopAsync(CancellationToken cancellation)
    {
        try
        {
            if (!Ended.IsCompleted && await _endpoint.AskToEndAsync(RestAddress, cancellation).ConfigureAwait(false))
            {
                await Task.WhenAny(Ended, Task.Delay(_goodbye, cancellation)).ConfigureAwait(false);
            }

            // First the one that would request more.
            await _engine.RemoveAsync(_container, cancellation).ConfigureAwait(false);
            var all = ContainerLabels.Filter((ContainerLabels.Cluster, Id));
            while (await _engine.ListAsync(all, cancellation).ConfigureAwait(false) is { Count: > 0 } left)
            {
                await Task.WhenAll(left.Select(container => _engine.RemoveAsync(container.ID, cancellation))).ConfigureAwait(false);
            }
        }
        catch (DockerApiException e)
        {
            throw new FlinkException($"Cluster {Id} could not be ended: the Docker Engine says: {EngineProblem.Words(e)}. What is left shows 'docker ps --all --filter label={ContainerLabels.Cluster}={Id}'.", e);
        }

        await _output.WhenCompleteAsync(_answer).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _output.DisposeAsync().ConfigureAwait(false);
        _lifeLine?.Dispose();
        _engine.Dispose();
    }

    private async Task<JobManagerEnd> WaitAsync()
    {
        try
        {
            var code = await _engine.WaitAsync(_container, _end.Token).ConfigureAwait(false);
            var end = await _engine.EndOfAsync(_container, code, _end.Token).ConfigureAwait(false);
            if (end.LastLines.Length == 0)
            {
                end = end with { LastLines = _output.LastErrors };
            }

            return new JobManagerEnd((int?)end.ExitCode, $"the JobManager's {end.Describe(_name)}");
        }
        catch (Exception e) when (e is DockerApiException or OperationCanceledException or ObjectDisposedException || EngineProblem.IsTransient(e))
        {
            return new JobManagerEnd(null, $"the JobManager's container {_name} cannot be watched any more: {EngineProblem.Words(e)}");
        }
    }
}
