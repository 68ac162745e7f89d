using System.Globalization;
using System.Net;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Clusters;

/// <summary>A cluster on YARN.</summary>
internal sealed class YarnCluster : ICluster
{
    private const int LooksOfUnknown = 60;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(40);

    private readonly YarnConnection _connection;
    private readonly ClusterEndpoint _endpoint;
    private readonly ResourceManagerClient _client;
    private readonly IClusterForm _form;
    private readonly StagingFolder _staging;
    private readonly ContainerOutput _output;
    private readonly CancellationTokenSource _end = new();

    /// <param name="connection">The cluster disposes of it.</param>
    /// <param name="form">What it is for YARN.</param>
    /// <param name="endpoint">How its REST endpoint is spoken with.</param>
    /// <param name="staging">Where its files are.</param>
    /// <param name="id">Its name.</param>
    /// <param name="application">The application that it is.</param>
    public YarnCluster(YarnConnection connection, IClusterForm form, ClusterEndpoint endpoint, StagingFolder staging, string id, string application)
    {
        _connection = connection;
        _endpoint = endpoint;
        _client = new ResourceManagerClient(connection);
        _form = form;
        _staging = staging;
        _output = new ContainerOutput(cancellation => form.FindContainersAsync(id, application, cancellation));
        Id = id;
        Application = application;
        Ended = WaitAsync();
    }

    public string Id { get; }

    /// <summary>The application that it is.</summary>
    public string Application { get; }

    public string RestAddress { get; private set; } = "";

    public string RestUrl => _endpoint.UrlOf(RestAddress);

    public string LogHint => $"'yarn logs -applicationId {Application}'";

    public IReadOnlyList<string> Announcement =>
    [
        $"JobManager Web Interface: {RestUrl}",
        $"YARN application of cluster {Id}: {Application}",
    ];

    public Task<JobManagerEnd> Ended { get; }

    /// <summary>What was printed before is not copied.</summary>
    public Task SkipOutputAsync(CancellationToken cancellation) => _output.SkipAsync(cancellation);

    /// <summary>Looks where its JobManager is; false as long as nobody says.</summary>
    public async Task<bool> TryFindAddressAsync(CancellationToken cancellation)
    {
        if (await _form.FindAddressAsync(Id, Application, cancellation).ConfigureAwait(false) is not { Length: > 0 } address)
        {
            return false;
        }

        RestAddress = address;
        return true;
    }

    public async Task CopyOutputAsync(ClusterOutput output, CancellationToken cancellation)
    {
        try
        {
            await _output.CopyToAsync(output, cancellation).ConfigureAwait(false);
        }
        catch (YarnException e)
        {
            throw new FlinkException($"What cluster {Id} prints cannot be read: {e.Message}", e);
        }
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (!Ended.IsCompleted && await _endpoint.AskToEndAsync(RestAddress, cancellation).ConfigureAwait(false))
        {
            await Task.WhenAny(Ended, Task.Delay(_goodbye, cancellation)).ConfigureAwait(false);
        }

        await _form.RemoveAsync(Id, Application, cancellation).ConfigureAwait(false);
        _staging.DeleteCluster(Id);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        _output.Dispose();
        _connection.Dispose();
        _end.Dispose();
    }

    private async Task<JobManagerEnd> WaitAsync()
    {
        var unknown = 0;
        while (true)
        {
            try
            {
                await Task.Delay(_look, _end.Token).ConfigureAwait(false);
                if (await _client.GetApplicationAsync(Application, _end.Token).ConfigureAwait(false) is { HasEnded: true } app)
                {
                    return ApplicationEnd.Describe(app);
                }

                unknown = 0;
            }
            catch (YarnException e) when (e.IsRetryable || (e.Status == HttpStatusCode.NotFound && ++unknown < LooksOfUnknown))
            {
                // A ResourceManager that starts anew, and does not know its applications at once; or another that takes over.
            }
            catch (Exception e) when (e is OperationCanceledException or YarnException)
            {
                return new JobManagerEnd(null, string.Create(CultureInfo.InvariantCulture, $"application {Application} is not watched any more: {e.Message}"));
            }
        }
    }
}
