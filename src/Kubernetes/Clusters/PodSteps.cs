using System.Collections.Concurrent;
using Flink.Client.Deployment;
using Flink.Kubernetes.Api;
using k8s;

namespace Flink.Kubernetes.Clusters;

/// <summary>The lines in which a JobManager says what it does, out of its pod's log, from the first call on.</summary>
/// <param name="connection">The API.</param>
/// <param name="findPod">The pod that runs by now; null when there is none.</param>
internal sealed class PodSteps(KubernetesConnection connection, Func<string?> findPod) : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<string> _steps = new();
    private readonly CancellationTokenSource _end = new();
    private Task? _follows;

    // When the last line was written that was read before the log broke off.
    private string _last = "";

    /// <summary>Hands over what has come since the last call.</summary>
    public void CopyTo(ClusterOutput output)
    {
        _follows ??= FollowAsync();
        while (_steps.TryDequeue(out var step))
        {
            output.Step(step);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await (_follows ?? Task.CompletedTask).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                if (findPod() is { } pod)
                {
                    await ReadAsync(pod).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or k8s.Autorest.HttpOperationException || ApiProblem.IsTransient(e))
            {
                // The container is not there yet, or not any more.
            }

            await Task.WhenAny(Task.Delay(_pause, _end.Token)).ConfigureAwait(false);
        }
    }

    // A line is "2026-01-31T12:00:00.123456789Z text", which orders as text.
    private async Task ReadAsync(string pod)
    {
        await using var log = await connection.Client.CoreV1.ReadNamespacedPodLogAsync(
            name: pod, namespaceParameter: connection.Namespace, container: Pods.PodDraft.MainContainer, follow: true, timestamps: true, cancellationToken: _end.Token).ConfigureAwait(false);
        using var lines = new StreamReader(log);
        while (await lines.ReadLineAsync(_end.Token).ConfigureAwait(false) is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || string.CompareOrdinal(line[..space], _last) <= 0)
            {
                continue;
            }

            _last = line[..space];
            if (line.AsSpan(space + 1).StartsWith(ClusterOutput.StepMark, StringComparison.Ordinal))
            {
                _steps.Enqueue(line[(space + 1 + ClusterOutput.StepMark.Length)..]);
            }
        }
    }
}
