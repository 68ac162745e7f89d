using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Testing;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>The Kubernetes that the environment names, whose node is this machine and has the image of the tests (kube-load-image.sh); where there is none tests are skipped, and say so.</summary>
public static partial class TestCluster
{
    /// <summary>The image of the tests.</summary>
    public static string Image { get; } = Environment.GetEnvironmentVariable("FLINK_TEST_IMAGE") is { Length: > 0 } image ? image : "flink-dotnet:latest";

    /// <summary>The kubeconfig.</summary>
    public static string Kubeconfig => Environment.GetEnvironmentVariable("KUBECONFIG") ?? "";

    /// <summary>A client of it.</summary>
    public static async Task<IKubernetes> OpenAsync()
    {
        Assert.SkipWhen(Kubeconfig.Length == 0, "KUBECONFIG names no Kubernetes");
        Assert.SkipUnless(File.Exists(Kubeconfig), $"KUBECONFIG is {Kubeconfig}, which is no file");
        var client = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));
        try
        {
            await client.Version.GetCodeAsync();
        }
        catch (HttpRequestException e)
        {
            Assert.Skip($"No Kubernetes answers at {client.BaseUri}: {e.Message}");
        }

        return client;
    }

    /// <summary>A namespace with the account of its pods, made when it is not there.</summary>
    public static async Task EnsureNamespaceAsync(IKubernetes client, string name)
    {
        try
        {
            await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Conflict)
        {
            // An earlier test's.
        }

        await Wait.UntilAsync(
            async () => (await client.CoreV1.ListNamespacedServiceAccountAsync(name)).Items.Count > 0, () => $"Namespace {name} gets no service account");
    }

    /// <summary>Waits until an account may do something, or may not: the API server hears of roles a little after they were made.</summary>
    /// <param name="client">Of somebody who may ask that.</param>
    /// <param name="namespaceName">Where.</param>
    /// <param name="account">The service account.</param>
    /// <param name="group">The API group of the resource.</param>
    /// <param name="resource">What it does something with.</param>
    /// <param name="verb">What it does.</param>
    /// <param name="may">What is waited for.</param>
    public static async Task RightCountsAsync(IKubernetes client, string namespaceName, string account, string group, string resource, string verb, bool may = true)
    {
        var review = new V1SubjectAccessReview
        {
            Spec = new V1SubjectAccessReviewSpec
            {
                User = $"system:serviceaccount:{namespaceName}:{account}",
                ResourceAttributes = new V1ResourceAttributes { Group = group, NamespaceProperty = namespaceName, Resource = resource, Verb = verb },
            },
        };
        await Wait.UntilAsync(
            async () => (await client.AuthorizationV1.CreateSubjectAccessReviewAsync(review)).Status.Allowed == may,
            () => $"{account} in {namespaceName} may{(may ? " not" : "")} {verb} {resource}, which a role says otherwise");
    }

    /// <summary>Waits until an account may do all that a role says.</summary>
    public static async Task RightsCountAsync(IKubernetes client, string namespaceName, string account, IEnumerable<V1PolicyRule> rules)
    {
        foreach (var rule in rules)
        {
            foreach (var (resource, verb) in rule.Resources.SelectMany(resource => rule.Verbs.Select(verb => (resource, verb))))
            {
                await RightCountsAsync(client, namespaceName, account, rule.ApiGroups.Single(), resource, verb);
            }
        }
    }

    /// <summary>A copy of the kubeconfig in which the API server is elsewhere.</summary>
    public static string KubeconfigAt(string folder, string server)
    {
        var path = Path.Combine(folder, $"kubeconfig-{Guid.NewGuid():n}");
        File.WriteAllText(path, Server().Replace(File.ReadAllText(Kubeconfig), $"server: {server}"));
        return path;
    }

    /// <summary>Options of the driver with a kubeconfig.</summary>
    public static FlinkConfiguration Options(string kubeconfig, string namespaceName) => FlinkConfiguration.Empty
        .With("kubernetes.config.file", kubeconfig)
        .With("kubernetes.namespace", namespaceName)
        .With("kubernetes.container.image.ref", Image)
        .With("kubernetes.container.image.pull-policy", "IfNotPresent")

        // The one node is this machine, which has other things to do: what is asked for is reserved.
        .With("kubernetes.taskmanager.cpu.amount", "0.1")
        .With("kubernetes.taskmanager.cpu.limit-factor", "20");

    /// <summary>Where a URL's host listens.</summary>
    public static IPEndPoint EndPointOf(Uri address)
    {
        var host = IPAddress.TryParse(address.Host, out var ip) ? ip : Dns.GetHostAddresses(address.Host, AddressFamily.InterNetwork)[0];
        return new IPEndPoint(host, address.Port);
    }

    [GeneratedRegex(@"server: [^\s,}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Server();
}
