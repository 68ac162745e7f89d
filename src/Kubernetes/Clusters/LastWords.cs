using Flink.Kubernetes.Api;
using Flink.Kubernetes.Pods;
using k8s;

namespace Flink.Kubernetes.Clusters;

/// <summary>What a JobManager that does not come up has said last.</summary>
internal static class LastWords
{
    private const int Lines = 12;
    private const string Mark = "flink: ";

    // Instead of a log whose container the node has taken away meanwhile.
    private const string NoLog = "unable to retrieve container logs";

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>A sentence to append to a message, beginning with a space; empty when there is no log.</summary>
    /// <param name="connection">The API.</param>
    /// <param name="pod">Its pod; null when there is none.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public static async Task<string> OfAsync(KubernetesConnection connection, string? pod, CancellationToken cancellation)
    {
        var end = "";
        var begin = TimeProvider.System.GetTimestamp();
        while (pod is not null)
        {
            // That of the container that is there and of the one before, which change places while it is started again and again.
            foreach (var isPrevious in (bool[])[true, false])
            {
                var text = await ReadAsync(connection, pod, isPrevious, cancellation).ConfigureAwait(false);

                // A process that could not start has said why in one line; without it, everything.
                if (text.Split('\n').LastOrDefault(static line => line.StartsWith(Mark, StringComparison.Ordinal)) is { } said)
                {
                    return $" It said last: {said[Mark.Length..]}";
                }

                end = text.Length > end.Length ? text : end;
            }

            if (TimeProvider.System.GetElapsedTime(begin) > _patience)
            {
                break;
            }

            await Task.Delay(_pause, cancellation).ConfigureAwait(false);
        }

        return end.Length > 0 ? $" The end of its log:\n{end}" : "";
    }

    private static async Task<string> ReadAsync(KubernetesConnection connection, string pod, bool isPrevious, CancellationToken cancellation)
    {
        try
        {
            await using var log = await connection.Client.CoreV1.ReadNamespacedPodLogAsync(
                name: pod, namespaceParameter: connection.Namespace, container: PodDraft.MainContainer, previous: isPrevious, tailLines: Lines, cancellationToken: cancellation).ConfigureAwait(false);
            using var reader = new StreamReader(log);
            var text = (await reader.ReadToEndAsync(cancellation).ConfigureAwait(false)).Trim();
            return text.StartsWith(NoLog, StringComparison.Ordinal) ? "" : text;
        }
        catch (Exception e) when (e is k8s.Autorest.HttpOperationException || ApiProblem.IsTransient(e))
        {
            // There is none.
            return "";
        }
    }
}
