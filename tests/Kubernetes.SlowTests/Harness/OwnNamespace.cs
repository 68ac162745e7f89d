using System.Security.Cryptography;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>A namespace of one test, removed at its end.</summary>
public sealed class OwnNamespace : IAsyncDisposable
{
    private readonly IKubernetes _client;
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-namespace-").FullName;

    private OwnNamespace(IKubernetes client, string name)
    {
        _client = client;
        Name = name;
    }

    public string Name { get; }

    public static async Task<OwnNamespace> OpenAsync(IKubernetes client, string prefix)
    {
        var space = new OwnNamespace(client, $"{prefix}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
        await TestCluster.EnsureNamespaceAsync(client, space.Name);
        return space;
    }

    /// <summary>A kubeconfig of a service account that may do this with pods and secrets, and read deployments.</summary>
    public async Task<string> KubeconfigOfAsync(string account, IReadOnlyList<string> verbs)
    {
        V1PolicyRule[] rules =
        [
            new V1PolicyRule { ApiGroups = [""], Resources = ["pods", "secrets"], Verbs = [.. verbs] },
            new V1PolicyRule { ApiGroups = ["apps"], Resources = ["deployments"], Verbs = ["get"] },
        ];
        await _client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = account } }, Name);
        await _client.RbacAuthorizationV1.CreateNamespacedRoleAsync(new V1Role { Metadata = new V1ObjectMeta { Name = account }, Rules = rules }, Name);
        await _client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = account },
                RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = account },
                Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = account, NamespaceProperty = Name }],
            },
            Name);
        await TestCluster.RightsCountAsync(_client, Name, account, rules);
        var token = await _client.CoreV1.CreateNamespacedServiceAccountTokenAsync(new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } }, account, Name);
        var all = KubernetesClientConfiguration.LoadKubeConfig(TestCluster.Kubeconfig);
        var path = Path.Combine(_folder, account);
        await File.WriteAllTextAsync(path, $"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
            - name: test
              context:
                cluster: test
                user: test
            clusters:
            - name: test
              cluster:
                server: {_client.BaseUri}
                certificate-authority-data: {all.Clusters.First().ClusterEndpoint.CertificateAuthorityData}
            users:
            - name: test
              user:
                token: {token.Status.Token}
            """);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.CoreV1.DeleteNamespaceAsync(Name);
        Directory.Delete(_folder, recursive: true);
    }
}
