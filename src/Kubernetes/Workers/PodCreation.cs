using System.Net;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.ResourceManagers.Drivers;
using k8s.Models;

namespace Flink.Kubernetes.Workers;

/// <summary>Has pods of workers made: first the secret that they name, then, once the quota has room, themselves.</summary>
internal sealed class PodCreation(WorkerCalls calls, WorkerPods pods, string cluster, TimeProvider clock)
{
    private readonly WorkerSecrets _secrets = new(calls, cluster);
    private readonly QuotaRoom _room = new(clock);

    /// <summary>The object that what is made belongs to, and ends with; null where there is none.</summary>
    public V1OwnerReference? Owner { get; set; }

    /// <summary>A pod is gone, and with it what it took from the quota.</summary>
    public void OneIsGone() => _room.Free();

    /// <summary>Has the pod of a worker made.</summary>
    /// <param name="worker">The worker, which is told when its pod may exist.</param>
    /// <param name="request">What it must be like.</param>
    /// <param name="attempt">The number of the driver.</param>
    /// <param name="waits">Is told why it takes longer.</param>
    /// <param name="cancellation">Nobody wants it any more.</param>
    /// <exception cref="Exception">It cannot be made; <see cref="Refusal"/> says what that means.</exception>
    public async Task MakeAsync(WorkerPod worker, WorkerRequest request, long attempt, Action<string> waits, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        void IsRepeated(Exception error) => waits(calls.DescribeApply(error));

        var process = pods.ConfigurationOf(request, worker.Id);
        var secret = await _secrets.SecretOfAsync(process, attempt, Owner, IsRepeated, cancellation).ConfigureAwait(false);
        var pod = pods.Describe(request, worker.Id, process, secret, Owner);
        await _room.UntilThereIsAsync(
            async () =>
            {
                try
                {
                    worker.MayExist = true;
                    await calls.ApplyAsync(pod, IsRepeated, cancellation).ConfigureAwait(false);
                    return true;
                }
                catch (Exception e) when (ApiProblem.IsQuota(e))
                {
                    IsRepeated(e);
                    return false;
                }
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The answer to a request whose pod cannot be made.</summary>
    public WorkerRequestException Refusal(WorkerPod worker, WorkerRequest request, Exception error) =>
        error as WorkerRequestException ?? new WorkerRequestException(
            error is ConfigurationException ? error.Message
                : $"Pod {worker.Id} of {request.Memory.TotalProcess >> 20} MiB cannot be made: {calls.DescribeApply(error)}",
            error,
            isRetryable: ApiProblem.StatusOf(error) is HttpStatusCode.Unauthorized or HttpStatusCode.Conflict || ApiProblem.IsTransient(error));
}
