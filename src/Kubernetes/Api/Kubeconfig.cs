using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace Flink.Kubernetes.Api;

/// <summary>Reads kubeconfigs: several count as one, in which the first that says something is right.</summary>
internal static class Kubeconfig
{
    /// <exception cref="KubeConfigException">None of the files exists, or what they say together is not usable.</exception>
    public static KubernetesClientConfiguration Read(IReadOnlyList<string> paths, string? context)
    {
        // Of a list of files some may not be there.
        var found = paths.Where(File.Exists).ToList();
        if (found.Count == 0)
        {
            throw new KubeConfigException($"there is no file {string.Join(" nor ", paths)}");
        }

        var all = Load(found[0]);
        foreach (var path in found.Skip(1))
        {
            var next = Load(path);
            all.CurrentContext = string.IsNullOrEmpty(all.CurrentContext) ? next.CurrentContext : all.CurrentContext;
            all.Contexts = Join(all.Contexts, next.Contexts, static item => item.Name);
            all.Clusters = Join(all.Clusters, next.Clusters, static item => item.Name);
            all.Users = Join(all.Users, next.Users, static item => item.Name);
        }

        return string.IsNullOrEmpty(context ?? all.CurrentContext)
            ? throw new KubeConfigException($"{string.Join(" and ", found)} have no current context")
            : KubernetesClientConfiguration.BuildConfigFromConfigObject(all, context);
    }

    // Files are named from where the kubeconfig is, which is not known any more when several have become one.
    private static K8SConfiguration Load(string path)
    {
        var config = KubernetesClientConfiguration.LoadKubeConfig(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var cluster in config.Clusters ?? [])
        {
            if (cluster.ClusterEndpoint is { CertificateAuthority: { Length: > 0 } authority })
            {
                cluster.ClusterEndpoint.CertificateAuthority = Path.Combine(folder, authority);
            }
        }

        foreach (var credentials in (config.Users ?? []).Select(static user => user.UserCredentials).OfType<UserCredentials>())
        {
            if (credentials.Impersonate is { Length: > 0 })
            {
                throw new KubeConfigException($"{path} has a user that acts as another ('as: {credentials.Impersonate}'), which is not supported");
            }

            credentials.ClientCertificate = credentials.ClientCertificate is { Length: > 0 } certificate ? Path.Combine(folder, certificate) : credentials.ClientCertificate;
            credentials.ClientKey = credentials.ClientKey is { Length: > 0 } key ? Path.Combine(folder, key) : credentials.ClientKey;

            // A command without a slash is looked for where commands are.
            if (credentials.ExternalExecution is { Command: { } command } && command.Contains('/', StringComparison.Ordinal))
            {
                credentials.ExternalExecution.Command = Path.Combine(folder, command);
            }
        }

        return config;
    }

    private static List<T> Join<T>(IEnumerable<T>? first, IEnumerable<T>? second, Func<T, string> name) =>
        [.. (first ?? []).Concat(second ?? []).DistinctBy(name, StringComparer.Ordinal)];
}
