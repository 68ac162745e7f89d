using Flink.Core;
using Flink.Kubernetes.Api;
using Flink.Runtime.HighAvailability;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>Follows the lease until it is disposed, whatever becomes of the API meanwhile.</summary>
internal sealed class LeaseWatch : IInformerObserver<V1Lease>, IDisposable
{
    private readonly KubernetesConnection _connection;
    private readonly LeadershipSettings _settings;
    private readonly HighAvailabilitySurroundings _surroundings;
    private readonly Action<V1Lease?> _changed;
    private readonly CancellationTokenSource _ended = new();
    private bool _hasSeen;

    private LeaseWatch(KubernetesConnection connection, LeadershipSettings settings, HighAvailabilitySurroundings surroundings, Action<V1Lease?> changed)
    {
        _connection = connection;
        _settings = settings;
        _surroundings = surroundings;
        _changed = changed;
    }

    public static LeaseWatch Start(KubernetesConnection connection, LeadershipSettings settings, HighAvailabilitySurroundings surroundings, Action<V1Lease?> changed)
    {
        var watch = new LeaseWatch(connection, settings, surroundings, changed);
        surroundings.Io.Run(watch.Run);
        return watch;
    }

    public void Seen(V1Lease item)
    {
        _hasSeen = true;
        Tell(item);
    }

    public void Gone(string name, V1Lease? last) => Tell(null);

    public void Broken(FlinkException cause) => LeadershipLog.Unreachable(_surroundings.Logger, _settings.LeaseName, cause.Message);

    public void Dispose() => _ended.Cancel();

    private async void Run()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await FollowAsync().ConfigureAwait(false);
                await Task.Delay(_settings.RetryPeriod, _surroundings.Clock, _ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The loop looks.
            }
        }
    }

    private async Task FollowAsync()
    {
        var informer = new Informer<V1Lease>(
            new LeaseSource(_connection, _settings.LeaseName), _connection.Calls, _settings.WatchRenewal, _surroundings.Clock, this);
        _hasSeen = false;
        try
        {
            await informer.SyncAsync(_ended.Token).ConfigureAwait(false);
        }
        catch (FlinkException e)
        {
            Broken(e);
            return;
        }

        if (!_hasSeen)
        {
            Tell(null);
        }

        await informer.FollowAsync(_ended.Token).ConfigureAwait(false);
    }

    private void Tell(V1Lease? lease)
    {
        if (!_ended.IsCancellationRequested)
        {
            _changed(lease);
        }
    }
}
