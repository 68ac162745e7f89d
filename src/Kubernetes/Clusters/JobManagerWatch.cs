using System.Globalization;
using Flink.Client.Deployment;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Pods;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>Follows a cluster's deployment and its JobManagers' pods, as long as somebody wants to know.</summary>
internal sealed class JobManagerWatch : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private static readonly ApiCall _listDeployments = new("list", "deployments", "apps");
    private static readonly ApiCall _listPods = new("list", "pods");

    // In which the last state of a pod that is deleted comes.
    private static readonly TimeSpan _last = TimeSpan.FromSeconds(45);

    // Of which no waiting makes anything: the node says so after it has tried.
    private static readonly string[] _hopeless =
        ["ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "CrashLoopBackOff", "CreateContainerError", "RunContainerError"];

    private readonly Lock _gate = new();
    private readonly KubernetesConnection _connection;
    private readonly string _cluster;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, V1Pod> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _troubles = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _follows;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private V1Deployment? _deployment;
    private V1ContainerStateTerminated? _terminated;
    private string? _terminatedPod;

    // Of the JobManager that came last: an end before it was not the cluster's.
    private DateTime? _lastStart;

    /// <param name="connection">The API.</param>
    /// <param name="deployment">The deployment as it is.</param>
    public JobManagerWatch(KubernetesConnection connection, V1Deployment deployment)
    {
        _connection = connection;
        _cluster = deployment.Metadata.Name;
        _deployment = deployment;
        Uid = deployment.Metadata.Uid;
        _follows = Task.WhenAll(FollowAsync(_listDeployments, DeploymentsAsync), FollowAsync(_listPods, PodsAsync));
        Ended = EndAsync();
    }

    /// <summary>The deployment's identity: another of its name is another cluster.</summary>
    public string Uid { get; }

    /// <summary>Completes when the deployment is deleted, with what its JobManager ended with.</summary>
    public Task<JobManagerEnd> Ended { get; }

    /// <summary>A pod that has an address, the ready one first; null when there is none.</summary>
    public V1Pod? Pod
    {
        get
        {
            lock (_gate)
            {
                return _pods.Values
                    .Where(static pod => pod.Metadata.DeletionTimestamp is null && pod.Status?.PodIP is { Length: > 0 })
                    .OrderByDescending(static pod => IsReady(pod)).ThenByDescending(static pod => pod.Metadata.CreationTimestamp)
                    .FirstOrDefault();
            }
        }
    }

    /// <summary>Why a JobManager does not come up, as far as that is final; null when nothing is known.</summary>
    public string? Obstacle
    {
        get
        {
            lock (_gate)
            {
                return _pods.Values.Select(ObstacleOf).FirstOrDefault(static obstacle => obstacle is not null);
            }
        }
    }

    /// <summary>What it waits for by now, for people; null when nothing is known.</summary>
    public string? Waits
    {
        get
        {
            lock (_gate)
            {
                var refused = _deployment?.Status?.Conditions?.FirstOrDefault(static condition => condition is { Type: "ReplicaFailure", Status: "True" });
                return _troubles.Values.FirstOrDefault()
                    ?? _pods.Values.SelectMany(static pod => pod.Status?.Conditions ?? [])
                        .FirstOrDefault(static condition => condition is { Type: "PodScheduled", Status: "False" })?.Message
                    ?? refused?.Message
                    ?? _pods.Values.SelectMany(static pod => pod.Status?.ContainerStatuses ?? [])
                        .Select(static container => container.State?.Waiting).OfType<V1ContainerStateWaiting>().Select(static waiting => $"{waiting.Reason} {waiting.Message}".Trim())
                        .FirstOrDefault(static words => words.Length > 0);
            }
        }
    }

    /// <summary>Waits until something has changed, or a time has passed.</summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        Task changed;
        lock (_gate)
        {
            changed = _changed.Task;
        }

        try
        {
            await changed.WaitAsync(time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time for another look.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _follows.ConfigureAwait(false);
        _gone.TrySetResult();
        _end.Dispose();
    }

    /// <summary>Whether a pod is ready: of several JobManagers only the one that leads is.</summary>
    public static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(static condition => condition is { Type: "Ready", Status: "True" }) == true;

    private V1ContainerStateTerminated? LastEnd => _terminated?.FinishedAt < _lastStart ? null : _terminated;

    private static string? ObstacleOf(V1Pod pod)
    {
        foreach (var container in pod.Status?.ContainerStatuses ?? [])
        {
            if (container.State?.Waiting is { } waiting && _hopeless.Contains(waiting.Reason))
            {
                return $"{waiting.Reason}: {waiting.Message}";
            }

            if (container.Name == PodDraft.MainContainer && container.RestartCount > 0 && container.LastState?.Terminated is { } last)
            {
                return string.Create(CultureInfo.InvariantCulture, $"its JobManager has ended with exit code {last.ExitCode} ({last.Reason}) and is started again");
            }
        }

        return null;
    }

    private async Task FollowAsync(ApiCall call, Func<CancellationToken, Task> look)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await look(_end.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The API is away or refuses: whoever waits sees no change, and is told why.
                if (e is not OperationCanceledException)
                {
                    lock (_gate)
                    {
                        _troubles[call.Resource] = ApiProblem.Describe(_connection.Address, call, _connection.Namespace, e);
                    }
                }

                await Task.WhenAny(Task.Delay(_pause, _end.Token)).ConfigureAwait(false);
            }
        }
    }

    private async Task DeploymentsAsync(CancellationToken cancellation)
    {
        var apps = _connection.Client.AppsV1;
        var only = $"metadata.name={_cluster}";
        var list = await apps.ListNamespacedDeploymentAsync(_connection.Namespace, fieldSelector: only, cancellationToken: cancellation).ConfigureAwait(false);
        Take(list.Items.FirstOrDefault());
        await foreach (var (type, item) in apps.WatchListNamespacedDeploymentAsync(
            _connection.Namespace, fieldSelector: only, resourceVersion: list.Metadata.ResourceVersion, onError: static _ => { }, cancellationToken: cancellation).ConfigureAwait(false))
        {
            if (type is WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted)
            {
                Take(type is WatchEventType.Deleted ? null : item);
            }
        }
    }

    private void Take(V1Deployment? deployment) => Change(() =>
    {
        _troubles.Remove(_listDeployments.Resource);
        _deployment = deployment;
        if (deployment?.Metadata.Uid != Uid)
        {
            _gone.TrySetResult();
        }
    });

    private async Task PodsAsync(CancellationToken cancellation)
    {
        var core = _connection.Client.CoreV1;
        var selector = ObjectLabels.Selector(ObjectLabels.OfComponent(_cluster, ObjectLabels.JobManager));
        var list = await core.ListNamespacedPodAsync(_connection.Namespace, labelSelector: selector, cancellationToken: cancellation).ConfigureAwait(false);
        Change(() =>
        {
            _troubles.Remove(_listPods.Resource);
            _pods.Clear();
            foreach (var pod in list.Items)
            {
                Note(pod);
            }
        });
        await foreach (var (type, pod) in core.WatchListNamespacedPodAsync(
            _connection.Namespace, labelSelector: selector, resourceVersion: list.Metadata.ResourceVersion, onError: static _ => { }, cancellationToken: cancellation).ConfigureAwait(false))
        {
            if (type is not (WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted))
            {
                continue;
            }

            Change(() =>
            {
                Note(pod);
                if (type is WatchEventType.Deleted)
                {
                    _pods.Remove(pod.Metadata.Name);
                }
            });
        }
    }

    private void Note(V1Pod pod)
    {
        _pods[pod.Metadata.Name] = pod;
        var state = pod.Status?.ContainerStatuses?.FirstOrDefault(static container => container.Name == PodDraft.MainContainer)?.State;
        if (state?.Running?.StartedAt is { } start && !_gone.Task.IsCompleted && !(start <= _lastStart))
        {
            _lastStart = start;
        }

        if (state?.Terminated is { } terminated
            && (_terminated is null || terminated.FinishedAt >= _terminated.FinishedAt))
        {
            (_terminated, _terminatedPod) = (terminated, pod.Metadata.Name);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    private async Task<JobManagerEnd> EndAsync()
    {
        await _gone.Task.ConfigureAwait(false);
        var begin = TimeProvider.System.GetTimestamp();
        while (!_end.IsCancellationRequested && TimeProvider.System.GetElapsedTime(begin) < _last)
        {
            lock (_gate)
            {
                if (LastEnd is not null || _pods.Count == 0)
                {
                    break;
                }
            }

            await Task.WhenAny(WaitAsync(_pause, _end.Token)).ConfigureAwait(false);
        }

        lock (_gate)
        {
            return LastEnd is { } end
                ? new JobManagerEnd(end.ExitCode, string.Create(CultureInfo.InvariantCulture, $"pod {_terminatedPod} has ended with exit code {end.ExitCode} ({end.Reason})"))
                : new JobManagerEnd(null, $"deployment {_cluster} in namespace {_connection.Namespace} is deleted");
        }
    }
}
