using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;
using k8s;
using k8s.Exceptions;

namespace Flink.Kubernetes.Api;

/// <summary>Where the API is, and who asks.</summary>
internal static class KubernetesAccess
{
    /// <exception cref="KubeConfigException">What there is does not say it.</exception>
    public static KubernetesClientConfiguration Find(FlinkConfiguration configuration)
    {
        var context = configuration.TryGet(KubernetesOptions.Context, out var name) ? name : null;
        if (configuration.TryGet(KubernetesOptions.ConfigFile, out var path))
        {
            return Kubeconfig.Read([path], context);
        }

        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } paths)
        {
            return Kubeconfig.Read(paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), context);
        }

        // A pod need not have a kubeconfig; its token is read anew from time to time, as it is rotated.
        if (context is null && KubernetesClientConfiguration.IsInCluster())
        {
            return KubernetesClientConfiguration.InClusterConfig();
        }

        var usual = KubernetesClientConfiguration.KubeConfigDefaultLocation;
        return File.Exists(usual)
            ? Kubeconfig.Read([usual], context)
            : throw new KubeConfigException($"there is no kubeconfig: neither '{KubernetesOptions.ConfigFile.Key}' nor KUBECONFIG is set, this is no pod with a service account, and {usual} does not exist");
    }
}
