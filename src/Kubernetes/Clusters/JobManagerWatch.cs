using System.Globalization;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Pods;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>Follows a cluster's deployment and its JobManagers' pods, as long as somebody wants to know.</summary>
internal sealed class JobManagerWatch : IInformerObserver<V1Deployment>, IInformerObserver<V1Pod>, IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

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
    private readonly Dictionary<Type, string> _troubles = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _follows;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private V1Deployment? _deployment;
    private bool _hasSeen;
    private bool _hasSeenPods;
    private V1ContainerStateTerminated? _terminated;
    private string? _terminatedPod;

    // Of the JobManager that came last: an end before it was not the cluster's.
    private DateTime? _lastStart;

    /// <param name="connection">The API.</param>
    /// <param name="deployment">The deployment as it is.</param>
    /// <param name="renewal">After so long watches are opened anew.</param>
    public JobManagerWatch(KubernetesConnection connection, V1Deployment deployment, TimeSpan renewal)
    {
        _connection = connection;
        _cluster = deployment.Metadata.Name;
        _deployment = deployment;
        Uid = deployment.Metadata.Uid;
        var selector = ObjectLabels.Selector(ObjectLabels.OfComponent(_cluster, ObjectLabels.JobManager));
        _follows = Task.WhenAll(
            FollowAsync(new Informer<V1Deployment>(new DeploymentSource(connection, _cluster), connection.Calls, renewal, TimeProvider.System, this)),
            FollowAsync(new Informer<V1Pod>(new PodSource(connection, selector), connection.Calls, renewal, TimeProvider.System, this)));
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

    /// <summary>Whether its pods, as far as there are any, have been seen, and none of them is ready.</summary>
    public bool IsKnownToBeDown
    {
        get
        {
            lock (_gate)
            {
                return _hasSeenPods && !_pods.Values.Any(IsReady);
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

    void IInformerObserver<V1Deployment>.Seen(V1Deployment item) => Take(item);

    void IInformerObserver<V1Deployment>.Gone(string name, V1Deployment? last) => Take(null);

    // It may have been gone before it was looked for.
    void IInformerObserver<V1Deployment>.Listed() => Change(() =>
    {
        _troubles.Remove(typeof(V1Deployment));
        if (!_hasSeen)
        {
            _gone.TrySetResult();
        }
    });

    void IInformerObserver<V1Deployment>.Delayed(FlinkException cause) => Trouble<V1Deployment>(cause);

    void IInformerObserver<V1Deployment>.Broken(FlinkException cause) => Trouble<V1Deployment>(cause);

    void IInformerObserver<V1Pod>.Seen(V1Pod item) => Change(() => Note(item));

    void IInformerObserver<V1Pod>.Gone(string name, V1Pod? last) => Change(() =>
    {
        if (last is not null)
        {
            Note(last);
        }

        _pods.Remove(name);
    });

    void IInformerObserver<V1Pod>.Listed() => Change(() =>
    {
        _troubles.Remove(typeof(V1Pod));
        _hasSeenPods = true;
    });

    void IInformerObserver<V1Pod>.Delayed(FlinkException cause) => Trouble<V1Pod>(cause);

    void IInformerObserver<V1Pod>.Broken(FlinkException cause) => Trouble<V1Pod>(cause);

    // Also when the API refuses for good: it may be asked again by somebody who has got the right meanwhile, and whoever waits is told why he does.
    private async Task FollowAsync<T>(Informer<T> informer)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await informer.SyncAsync(_end.Token).ConfigureAwait(false);
                await informer.FollowAsync(_end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The loop looks.
            }
            catch (FlinkException e)
            {
                Trouble<T>(e);
            }

            await Task.WhenAny(Task.Delay(_pause, _end.Token)).ConfigureAwait(false);
        }
    }

    private void Trouble<T>(FlinkException cause) => Change(() => _troubles[typeof(T)] = cause.Message.TrimEnd('.'));

    private void Take(V1Deployment? deployment) => Change(() =>
    {
        _hasSeen |= deployment is not null;
        _deployment = deployment;
        if (deployment?.Metadata.Uid != Uid)
        {
            _gone.TrySetResult();
        }
    });

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
