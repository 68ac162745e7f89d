using System.Globalization;
using Flink.Cli.Deployment;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Running;

/// <summary>The cluster of one command, on its way from the start on: what happens to it is shown on standard error, what its workers print on standard output.</summary>
internal sealed class OwnCluster : IAsyncDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _copying = new(1);
    private readonly Stream _printed = Console.OpenStandardOutput();
    private readonly ClusterOutput _output;
    private readonly string _id;
    private readonly Task<ICluster> _cluster;
    private readonly Task _copies;

    private OwnCluster(IClusterDescriptor descriptor, ClusterSpecification specification, bool showsOutput)
    {
        _id = specification.ClusterId;
        _output = new ClusterOutput(Say, _printed);
        _cluster = DeployAsync(descriptor, specification);
        _copies = showsOutput ? CopyAsync() : Task.CompletedTask;
    }

    /// <summary>Begins to start it; the program need not wait for it before its first job.</summary>
    public static OwnCluster Start(IClusterDescriptor descriptor, string id, LoadedConfiguration loaded) => Start(
        descriptor,
        new ClusterSpecification
        {
            ClusterId = id,
            Configuration = ClusterConfiguration.Of(loaded, isOwn: true),
            EndsWithClient = true,
        },
        showsOutput: true);

    /// <summary>Begins to start one.</summary>
    /// <param name="descriptor">Starts it.</param>
    /// <param name="specification">What cluster.</param>
    /// <param name="showsOutput">Whether what its processes print is shown.</param>
    public static OwnCluster Start(IClusterDescriptor descriptor, ClusterSpecification specification, bool showsOutput) =>
        new(descriptor, specification, showsOutput);

    /// <summary>The cluster, once it takes jobs.</summary>
    public Task<ICluster> Cluster => _cluster;

    /// <summary>Shows everything that has been printed so far.</summary>
    public async Task ShowOutputAsync()
    {
        var cluster = await _cluster.ConfigureAwait(false);
        await _copying.WaitAsync().ConfigureAwait(false);
        try
        {
            // What the program itself has printed came first.
            await Console.Out.FlushAsync().ConfigureAwait(false);
            await cluster.CopyOutputAsync(_output, CancellationToken.None).ConfigureAwait(false);
            await _printed.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _copying.Release();
        }
    }

    /// <summary>Ends it, started or not.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _copies.ConfigureAwait(false);
        ICluster cluster;
        try
        {
            cluster = await _cluster.ConfigureAwait(false);
        }
        catch (Exception e) when (e is FlinkException or OperationCanceledException)
        {
            // Whoever needed it knows.
            return;
        }

        var at = TimeProvider.System.GetTimestamp();
        await cluster.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await ShowOutputAsync().ConfigureAwait(false);
        Say(string.Create(CultureInfo.InvariantCulture, $"cluster {_id} has ended after {TimeProvider.System.GetElapsedTime(at).TotalMilliseconds:F0} ms; its logs are in {cluster.LogHint}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _copies.ConfigureAwait(false);
        if (_cluster.IsCompletedSuccessfully)
        {
            await (await _cluster.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }

        _end.Dispose();
        _copying.Dispose();
        await _printed.DisposeAsync().ConfigureAwait(false);
    }

    private static void Say(string line) => Console.Error.WriteLine($"flink: {line}");

    private async Task<ICluster> DeployAsync(IClusterDescriptor descriptor, ClusterSpecification specification)
    {
        Say($"cluster {_id} is started");
        var at = TimeProvider.System.GetTimestamp();
        var cluster = await descriptor.DeployAsync(specification, _end.Token).ConfigureAwait(false);
        Say(string.Create(
            CultureInfo.InvariantCulture, $"JobManager of {_id} takes jobs at {cluster.RestUrl} after {TimeProvider.System.GetElapsedTime(at).TotalMilliseconds:F0} ms"));
        return cluster;
    }

    private async Task CopyAsync()
    {
        try
        {
            await _cluster.WaitAsync(_end.Token).ConfigureAwait(false);
            while (!_end.IsCancellationRequested)
            {
                await ShowOutputAsync().ConfigureAwait(false);
                await Task.Delay(_look, _end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The rest comes with the end.
        }
        catch (FlinkException e) when (_cluster.IsCompletedSuccessfully)
        {
            Say(e.Message);
        }
        catch (FlinkException)
        {
            // There is no cluster; whoever needs it hears of that.
        }
    }
}
