using Flink.Core;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Configuration;
using Flink.Kubernetes.Pods;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Flink.Kubernetes.Workers;

/// <summary>Workers as pods.</summary>
/// <remarks>
/// A worker costs two calls: its pod is applied, and deleted. Everything else is told by one watch. Labels and names tell a later term whose pods are whose.
/// </remarks>
internal sealed class KubernetesDriver : IResourceManagerDriver, IInformerObserver<V1Pod>
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly KubernetesConnection _connection;
    private readonly WorkerCalls _calls;
    private readonly PodCreation _creation;
    private readonly StuckPods _stuck;
    private readonly bool _hasSecrets;
    private readonly string _cluster;
    private readonly Informer<V1Pod> _informer;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _end;
    private readonly CancellationTokenSource _deregistered = new();
    private readonly Dictionary<TaskManagerId, WorkerPod> _workers = [];
    private readonly HashSet<Task> _requests = [];
    private readonly FoundPods _found = new();
    private readonly long _term;
    private readonly ILogger _logger;
    private IDriverEvents? _events;
    private bool _isInitialized;
    private bool _isImageDoubtful;
    private long _attempt;
    private long _number;

    /// <exception cref="ConfigurationException">The configuration does not say how the API is reached, or what the cluster is called.</exception>
    public KubernetesDriver(DriverSurroundings surroundings)
    {
        var configuration = surroundings.Configuration;
        _clock = surroundings.Clock;
        _term = surroundings.Term;
        _end = _ended.Token;
        _logger = surroundings.Loggers.CreateLogger<KubernetesDriver>();
        _cluster = ClusterId(surroundings);
        _connection = KubernetesConnection.Open(configuration, _clock);
        _calls = new WorkerCalls(_connection, _cluster);
        var pods = new WorkerPods(_cluster, _connection.Namespace, configuration);
        _creation = new PodCreation(_calls, pods, _cluster, _clock);
        _stuck = new StuckPods(_calls, pods);
        _hasSecrets = ProcessConfiguration.Secrets(configuration, PodComponent.TaskManager).Count > 0;
        _informer = new Informer<V1Pod>(
            new PodSource(_connection, _calls.Selector), _connection.Calls, configuration.Get(KubernetesOptions.WatchRenewal), _clock, this);
    }

    public async Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation)
    {
        _events = events;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end);
        _creation.Owner = await _calls.FindOwnerAsync(both.Token).ConfigureAwait(false);
        await _informer.SyncAsync(both.Token).ConfigureAwait(false);
        var (alive, leftovers) = Recover();

        // From the version of the list on: nothing is missed in between.
        _ = _informer.FollowAsync(_end);
        await Task.WhenAll(leftovers.Select(pod => _calls.DeleteAsync(new TaskManagerId(pod.Metadata.Name), PodState.HasEnded(pod), both.Token))).ConfigureAwait(false);
        return alive;
    }

    public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        // Completed before its loss may be told.
        var answer = new TaskCompletionSource<StartedWorker>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            var worker = new WorkerPod(WorkerName.Of(_cluster, _attempt, ++_number)) { Request = request, Answer = answer, IsDoubtful = _isImageDoubtful };
            _workers.Add(worker.Id, worker);
            var boot = AnswerAsync(worker, request, cancellation);
            _requests.Add(boot);
            _ = boot.ContinueWith(ForgetRequest, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return answer.Task;
    }

    public async Task ReleaseWorkerAsync(TaskManagerId worker)
    {
        WorkerPod? known;
        lock (_gate)
        {
            if (!_workers.Remove(worker, out known))
            {
                return;
            }
        }

        try
        {
            await _calls.DeleteAsync(worker, hasEnded: false, _end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The next term finds it.
        }
        catch
        {
            // It is asked for again, and must be known then.
            lock (_gate)
            {
                if (!_deregistered.IsCancellationRequested && !_end.IsCancellationRequested)
                {
                    _workers.TryAdd(worker, known);
                }
            }

            throw;
        }
    }

    public async Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        Task[] requests;
        lock (_gate)
        {
            _workers.Clear();
            requests = [.. _requests];
        }

        KubernetesLog.Deregistered(_logger, _cluster, status, diagnostics ?? "");

        // What a request that is given up now brings all the same is removed when it is seen.
        await _deregistered.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(requests).ConfigureAwait(false);
        await _calls.DeleteAllAsync(_end).ConfigureAwait(false);
        if (_hasSecrets)
        {
            await _calls.DeleteSecretsAsync(_end).ConfigureAwait(false);
        }

        if (_creation.Owner is not null)
        {
            // The JobManager's own: this process is told to end.
            await _calls.DeleteDeploymentAsync(_end).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _events = null;
            _workers.Clear();
        }

        _connection.Dispose();
    }

    void IInformerObserver<V1Pod>.Seen(V1Pod item)
    {
        lock (_gate)
        {
            if (!_isInitialized)
            {
                // Twice where the list had to begin anew.
                _found.Add(item);
                return;
            }

            var id = new TaskManagerId(item.Metadata.Name);
            if (!_workers.TryGetValue(id, out var worker))
            {
                SeeUnknown(item);
            }
            else if (PodState.HasEnded(item))
            {
                End(worker, PodState.DescribeEnd(id.Value, item), exists: true);
            }
            else
            {
                SeeAlive(worker, item);
            }
        }
    }

    void IInformerObserver<V1Pod>.Gone(string name, V1Pod? last)
    {
        _creation.OneIsGone();
        lock (_gate)
        {
            if (!_isInitialized)
            {
                _found.Remove(name);
            }
            else if (_workers.TryGetValue(new TaskManagerId(name), out var worker))
            {
                End(worker, PodState.DescribeEnd(name, last), exists: false);
            }
        }
    }

    void IInformerObserver<V1Pod>.Broken(FlinkException cause)
    {
        lock (_gate)
        {
            _events?.Failed(new FlinkException($"{cause.Message} Workers cannot be watched any more.", cause));
        }
    }

    private static string ClusterId(DriverSurroundings surroundings)
    {
        if (surroundings.Configuration.TryGet(KubernetesOptions.ClusterId, out var id))
        {
            return id;
        }

        var name = surroundings.ClusterId.Trim('/');
        return KubernetesNames.IsClusterId(name)
            ? name
            : throw new ConfigurationException($"The cluster is called '{surroundings.ClusterId}', which names of pods cannot begin with: set '{KubernetesOptions.ClusterId.Key}' to at most 45 lower-case letters, digits and dashes");
    }

    private (IReadOnlyList<RecoveredWorker> Alive, IReadOnlyList<V1Pod> Leftovers) Recover()
    {
        lock (_gate)
        {
            _isInitialized = true;

            // Without high availability every JobManager's term is the first.
            _attempt = Math.Max(_term, _found.LastAttempt + 1);
            var (usable, leftovers) = _found.Take();
            return ([.. usable.Select(Adopt)], leftovers);
        }
    }

    private RecoveredWorker Adopt(V1Pod pod)
    {
        var worker = new WorkerPod(new TaskManagerId(pod.Metadata.Name)) { Node = pod.Spec.NodeName, HasStarted = true };
        _workers[worker.Id] = worker;
        TellDeparture(worker, pod);
        return new RecoveredWorker(worker.Id, worker.Node);
    }

    private void SeeUnknown(V1Pod pod)
    {
        var name = pod.Metadata.Name;
        if (WorkerName.AttemptOf(name) > _attempt)
        {
            KubernetesLog.Later(_logger, name);
        }
        else if (pod.Metadata.DeletionTimestamp is null)
        {
            // A request that was given up, or one of a term before, has come to its end all the same.
            KubernetesLog.Unknown(_logger, name);
            _ = RemoveAsync(new TaskManagerId(name), PodState.HasEnded(pod));
        }
    }

    private void SeeAlive(WorkerPod worker, V1Pod pod)
    {
        worker.HasStarted |= PodState.HasStarted(pod);
        if (worker.HasStarted)
        {
            _isImageDoubtful = false;
        }

        TellDeparture(worker, pod);
        if (!PodState.IsScheduled(pod))
        {
            if (PodState.WhyUnschedulable(pod) is { } reason)
            {
                Waits(worker, $"Kubernetes has no place for pod {worker.Id}: {reason}");
                Observe(worker);
            }

            return;
        }

        worker.Node = pod.Spec.NodeName;
        if (!worker.HasStarted && PodState.StartProblem(pod) is { } problem)
        {
            _isImageDoubtful = true;
            _workers.Remove(worker.Id);
            _ = FailStartAsync(worker, problem.Reason, problem.Message);
            return;
        }

        if (!worker.HasStarted)
        {
            Observe(worker);
        }

        if (!worker.IsDoubtful || worker.HasStarted)
        {
            worker.Answer?.TrySetResult(new StartedWorker(worker.Id, worker.Node));
        }
    }

    private void TellDeparture(WorkerPod worker, V1Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is { } deadline && !worker.IsLeaving)
        {
            worker.IsLeaving = true;
            _events?.WorkerLeaves(worker.Id, new DateTimeOffset(DateTime.SpecifyKind(deadline, DateTimeKind.Utc)), PodState.WhyDisrupted(pod));
        }
    }

    private void Waits(WorkerPod worker, string reason)
    {
        if (worker is { Request: { } request, Answer.Task.IsCompleted: false })
        {
            _events?.RequestWaits(request, reason);
        }
    }

    private void IsDelayed(WorkerPod worker, string reason)
    {
        lock (_gate)
        {
            Waits(worker, reason);
        }
    }

    // Before the answer it is the answer, afterwards a loss.
    private void End(WorkerPod worker, string diagnostics, bool exists)
    {
        _workers.Remove(worker.Id);
        if (worker.Answer?.TrySetException(new WorkerRequestException(diagnostics, isRetryable: true)) != true)
        {
            _events?.WorkerLost(worker.Id, diagnostics);
        }

        if (exists)
        {
            _ = RemoveAsync(worker.Id, hasEnded: true);
        }
    }

    private async Task FailStartAsync(WorkerPod worker, string reason, string message)
    {
        var events = await _stuck.WarningsAsync(worker.Id, _end).ConfigureAwait(false);
        var diagnostics = $"pod {worker.Id} cannot start on node {worker.Node}: {reason}, {message}{events}";
        lock (_gate)
        {
            if (worker.Answer?.TrySetException(new WorkerRequestException(diagnostics, isRetryable: false)) != true)
            {
                _events?.WorkerLost(worker.Id, diagnostics);
            }
        }

        await RemoveAsync(worker.Id, hasEnded: false).ConfigureAwait(false);
    }

    private async Task AnswerAsync(WorkerPod worker, WorkerRequest request, CancellationToken cancellation)
    {
        // Not under the lock of whoever requested it.
        await Task.Yield();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end, _deregistered.Token);
        try
        {
            await _creation.MakeAsync(worker, request, _attempt, reason => IsDelayed(worker, reason), both.Token).ConfigureAwait(false);
            await worker.Answer!.Task.WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            bool isOurs;
            lock (_gate)
            {
                isOurs = e is OperationCanceledException
                    ? worker.Answer!.TrySetCanceled(CancellationToken.None)
                    : worker.Answer!.TrySetException(_creation.Refusal(worker, request, e));
                if (isOurs)
                {
                    _workers.Remove(worker.Id);
                }
            }

            if (isOurs && worker.MayExist && !_deregistered.IsCancellationRequested)
            {
                await RemoveAsync(worker.Id, hasEnded: false).ConfigureAwait(false);
            }
        }
    }

    // Looks once what became of a pod that neither runs nor says why.
    private void Observe(WorkerPod worker)
    {
        if (!worker.IsObserved)
        {
            worker.IsObserved = true;
            _ = JudgeAsync(worker);
        }
    }

    private async Task JudgeAsync(WorkerPod worker)
    {
        try
        {
            await Task.Delay(StuckPods.Patience, _clock, _end).ConfigureAwait(false);
            if (!IsStillExpected(worker))
            {
                return;
            }

            if (worker.Node is null)
            {
                await JudgeSizeAsync(worker).ConfigureAwait(false);
                return;
            }

            var events = await _stuck.WarningsAsync(worker.Id, _end).ConfigureAwait(false);
            KubernetesLog.DoesNotStart(_logger, worker.Id, events);
            IsDelayed(worker, $"pod {worker.Id} has its place on node {worker.Node} but does not start{events}");
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The term has ended.
        }
    }

    private bool IsStillExpected(WorkerPod worker)
    {
        lock (_gate)
        {
            return !worker.HasStarted && _workers.ContainsKey(worker.Id);
        }
    }

    // Larger than every node is larger for ever.
    private async Task JudgeSizeAsync(WorkerPod worker)
    {
        if (await _stuck.WhyHopelessAsync(worker.Id, worker.Request!, _end).ConfigureAwait(false) is not { } refusal)
        {
            return;
        }

        lock (_gate)
        {
            if (!worker.Answer!.TrySetException(refusal))
            {
                // A node came meanwhile that has room for it, or nobody waits any more.
                return;
            }

            _workers.Remove(worker.Id);
        }

        await RemoveAsync(worker.Id, hasEnded: false).ConfigureAwait(false);
    }

    private async Task RemoveAsync(TaskManagerId worker, bool hasEnded)
    {
        try
        {
            await _calls.DeleteAsync(worker, hasEnded, _end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The next term finds it.
        }
        catch (Exception e)
        {
            KubernetesLog.NotRemoved(_logger, worker, e.Message);
        }
    }

    private void ForgetRequest(Task request)
    {
        lock (_gate)
        {
            _requests.Remove(request);
        }
    }
}
