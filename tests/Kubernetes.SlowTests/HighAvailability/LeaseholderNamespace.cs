using System.Text;
using Flink.Cluster.SlowTests.Harness;
using Flink.Docker.SlowTests.Harness;
using Flink.Kubernetes.SlowTests.Harness;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.HighAvailability;

/// <summary>A namespace of one test, with an account for JobManagers and one for TaskManagers that have the rights of docs/high-availability.md and no others.</summary>
public sealed class LeaseholderNamespace : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-lease-").FullName;

    private LeaseholderNamespace(IKubernetes client)
    {
        Client = client;
        Proxy = new ServiceProxy(TestCluster.EndPointOf(client.BaseUri));
        Plugins = Directory.CreateDirectory(Path.Combine(_folder, "plugins")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(Plugins, "kubernetes"), Built.FolderOf("Flink.Kubernetes"));
    }

    public IKubernetes Client { get; }

    public string Name { get; } = $"kh-{Guid.NewGuid():n}"[..12];

    /// <summary>Between the JobManagers that <see cref="Through"/> names and the API server.</summary>
    public ServiceProxy Proxy { get; }

    /// <summary>The plugins folder of a distribution with nothing in it but the plug-in as it was built.</summary>
    public string Plugins { get; }

    /// <summary>The rights of JobManagers.</summary>
    public static IList<V1PolicyRule> JobManagerRules { get; } =
    [
        Rule("coordination.k8s.io", "leases", "get", "list", "watch", "create", "update", "delete"),
        Rule("", "configmaps", "get", "list", "create", "update", "delete"),
    ];

    /// <summary>The rights of TaskManagers.</summary>
    public static IList<V1PolicyRule> TaskManagerRules { get; } = [Rule("coordination.k8s.io", "leases", "list", "watch")];

    public static async Task<LeaseholderNamespace> CreateAsync()
    {
        var created = new LeaseholderNamespace(await TestCluster.OpenAsync());
        await TestCluster.EnsureNamespaceAsync(created.Client, created.Name);
        return created;
    }

    /// <summary>The kubeconfig of an account.</summary>
    /// <param name="account">Its name; made here.</param>
    /// <param name="rules">What it may do.</param>
    /// <param name="isThroughProxy">Whether its calls pass <see cref="Proxy"/>.</param>
    public async Task<string> AccountAsync(string account, IList<V1PolicyRule> rules, bool isThroughProxy = false)
    {
        var metadata = new V1ObjectMeta { Name = account };
        await Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = metadata }, Name);
        await Client.RbacAuthorizationV1.CreateNamespacedRoleAsync(new V1Role { Metadata = metadata, Rules = rules }, Name);
        await Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = metadata,
                RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = account },
                Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = account, NamespaceProperty = Name }],
            },
            Name);
        await TestCluster.RightsCountAsync(Client, Name, account, rules);
        var token = await Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } }, account, Name);
        var server = isThroughProxy ? $"https://127.0.0.1:{Proxy.Port}" : Client.BaseUri.GetLeftPart(UriPartial.Authority);
        var authority = KubernetesClientConfiguration.LoadKubeConfig(TestCluster.Kubeconfig).Clusters.First().ClusterEndpoint;
        var certificate = authority.CertificateAuthorityData ?? Convert.ToBase64String(Encoding.UTF8.GetBytes(await File.ReadAllTextAsync(authority.CertificateAuthority)));
        var path = Path.Combine(_folder, account);
        await File.WriteAllTextAsync(
            path,
            $$$"""
            {"apiVersion": "v1", "kind": "Config", "current-context": "c",
             "clusters": [{"name": "c", "cluster": {"server": "{{{server}}}", "certificate-authority-data": "{{{certificate}}}"}}],
             "users": [{"name": "u", "user": {"token": "{{{token.Status.Token}}}"}}],
             "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u", "namespace": "{{{Name}}}"}}]}
            """);
        return path;
    }

    /// <summary>A right that a role no longer has.</summary>
    public async Task WithdrawAsync(string account, string resource, string verb)
    {
        var role = await Client.RbacAuthorizationV1.ReadNamespacedRoleAsync(account, Name);
        var group = role.Rules.Single(rule => rule.Resources.Contains(resource)).ApiGroups.Single();
        role.Rules = [.. role.Rules.Select(rule => rule.Resources.Contains(resource) ? rule with { Verbs = [.. rule.Verbs.Where(given => given != verb)] } : rule)];
        await Client.RbacAuthorizationV1.ReplaceNamespacedRoleAsync(role, account, Name);
        await TestCluster.RightCountsAsync(Client, Name, account, group, resource, verb, may: false);
    }

    public Task<V1Lease> LeaseAsync(string cluster) => Client.CoordinationV1.ReadNamespacedLeaseAsync($"{cluster}-leader", Name);

    public async ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        await Client.CoreV1.DeleteNamespaceAsync(Name);
        Client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static V1PolicyRule Rule(string group, string resource, params string[] verbs) => new() { ApiGroups = [group], Resources = [resource], Verbs = verbs };
}
