using System.Security.Cryptography;
using System.Text;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Pods;
using Flink.ResourceManagers.Drivers;
using k8s.Models;

namespace Flink.Kubernetes.Workers;

/// <summary>Secrets of workers' configurations: one for each content, not for each worker.</summary>
internal sealed class WorkerSecrets(WorkerCalls calls, string cluster)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Name, Task Making)> _made = new(StringComparer.Ordinal);

    /// <summary>The secret of a configuration, made when it is not there; null when nothing in it is secret.</summary>
    /// <param name="process">The configuration.</param>
    /// <param name="attempt">The number of the driver.</param>
    /// <param name="owner">The object that it belongs to, and ends with.</param>
    /// <param name="waits">Is told when the call is made again, and why.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    /// <exception cref="WorkerRequestException">It cannot be made.</exception>
    public async Task<ProcessSecret?> SecretOfAsync(
        FlinkConfiguration process, long attempt, V1OwnerReference? owner, Action<Exception> waits, CancellationToken cancellation)
    {
        var entries = ProcessConfiguration.Secrets(process, PodComponent.TaskManager);
        if (entries.Count == 0)
        {
            return null;
        }

        var content = HashOf(entries);
        (string Name, Task Making) secret;
        lock (_gate)
        {
            if (!_made.TryGetValue(content, out secret) || secret.Making is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                // One that failed is tried again by the next request. The name says nothing of what is in it.
                var name = secret.Name ?? $"{cluster}-taskmanager-{attempt}-secret-{_made.Count + 1}";
                _made[content] = secret = (name, calls.ApplySecretAsync(name, entries, owner, waits, CancellationToken.None));
            }
        }

        try
        {
            await secret.Making.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new WorkerRequestException(calls.DescribeApplySecret(e), e, isRetryable: !ApiProblem.IsMissingRight(e));
        }

        return new ProcessSecret(secret.Name);
    }

    private static string HashOf(IReadOnlyDictionary<string, byte[]> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{value.Length}:"));
            hash.AppendData(value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
