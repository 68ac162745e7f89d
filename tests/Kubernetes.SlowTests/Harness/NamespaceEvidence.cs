using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>What a namespace says of itself, for the message of a failed test.</summary>
internal static class NamespaceEvidence
{
    private const int LogLines = 40;

    /// <summary>Events, pods, and the ends of their logs. What cannot be had is said: a test has failed already.</summary>
    public static async Task<string> OfAsync(string name)
    {
        try
        {
            using var client = await TestCluster.OpenAsync();
            var events = (await client.CoreV1.ListNamespacedEventAsync(name)).Items.OrderBy(static item => item.LastTimestamp);
            var pods = (await client.CoreV1.ListNamespacedPodAsync(name)).Items;
            var described = await Task.WhenAll(pods.Select(pod => DescribeAsync(client, pod)));
            return string.Join(
                '\n', [.. events.Select(static item => $"{item.LastTimestamp:HH:mm:ss} {item.InvolvedObject.Name} {item.Reason}: {item.Message} ({item.Count})"), .. described]);
        }
        catch (Exception e) when (e is HttpRequestException or HttpOperationException or OperationCanceledException)
        {
            return $"The namespace {name} could not be asked: {e.Message}";
        }
    }

    private static async Task<string> DescribeAsync(IKubernetes client, V1Pod pod)
    {
        string log;
        try
        {
            using var lines = new StreamReader(await client.CoreV1.ReadNamespacedPodLogAsync(pod.Metadata.Name, pod.Metadata.NamespaceProperty, tailLines: LogLines));
            log = await lines.ReadToEndAsync();
        }
        catch (HttpOperationException e)
        {
            log = e.Response.Content;
        }

        var containers = (pod.Status.ContainerStatuses ?? []).Select(static one => $"ready {one.Ready}, restarts {one.RestartCount}");
        return $"== {pod.Metadata.Name}: {pod.Status.Phase}, {string.Join("; ", containers)}\n{log}";
    }
}
