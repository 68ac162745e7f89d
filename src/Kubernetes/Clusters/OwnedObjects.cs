using Flink.Core;
using Flink.Kubernetes.Api;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>Makes what a cluster's deployment owns, all at once.</summary>
internal sealed class OwnedObjects(KubernetesConnection connection, ApiCalls calls)
{
    // What a JobManager needs at the least: it would find out itself, but nobody would see it there.
    private static readonly ApiCall[] _needed = [new("create", "pods"), new("patch", "pods"), new("watch", "pods"), new("delete", "deployments", "apps")];

    /// <returns>The service of the REST endpoint.</returns>
    /// <exception cref="FlinkException">One cannot be made, or the JobManager would not have the rights that it needs.</exception>
    public async Task<V1Service> CreateAsync(ClusterObjects objects, V1Deployment deployment, CancellationToken cancellation)
    {
        var owner = new V1OwnerReference
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Name = deployment.Metadata.Name,
            Uid = deployment.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };
        var (core, space) = (connection.Client.CoreV1, connection.Namespace);
        List<Task> all = [CheckAsync(deployment, cancellation)];
        all.AddRange(objects.ConfigMaps(owner).Select(map => MakeAsync(
            "configmaps",
            owner,
            token => core.CreateNamespacedConfigMapAsync(map, space, cancellationToken: token),
            token => core.ReadNamespacedConfigMapAsync(map.Metadata.Name, space, cancellationToken: token),
            cancellation)));
        if (objects.Secret(owner) is { } secret)
        {
            all.Add(MakeAsync(
                "secrets",
                owner,
                token => core.CreateNamespacedSecretAsync(secret, space, cancellationToken: token),
                token => core.ReadNamespacedSecretAsync(secret.Metadata.Name, space, cancellationToken: token),
                cancellation));
        }

        var services = objects.Services(owner).Select(service => MakeAsync(
            "services",
            owner,
            token => core.CreateNamespacedServiceAsync(service, space, cancellationToken: token),
            token => core.ReadNamespacedServiceAsync(service.Metadata.Name, space, cancellationToken: token),
            cancellation)).ToArray();
        all.AddRange(services);
        await Task.WhenAll(all).ConfigureAwait(false);
        return await services[0].ConfigureAwait(false);
    }

    private async Task<T> MakeAsync<T>(
        string resource, V1OwnerReference owner, Func<CancellationToken, Task<T>> create, Func<CancellationToken, Task<T>> read, CancellationToken cancellation)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await calls.CreateAsync(create, read, there => there.Metadata.OwnerReferences?.Any(one => one.Uid == owner.Uid) == true, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw calls.Explain(new ApiCall("create", resource), e);
        }
    }

    private Task CheckAsync(V1Deployment deployment, CancellationToken cancellation) =>
        Task.WhenAll(_needed.Select(need => CheckAsync(deployment, need, cancellation)));

    private async Task CheckAsync(V1Deployment deployment, ApiCall need, CancellationToken cancellation)
    {
        var account = deployment.Spec.Template.Spec.ServiceAccountName;
        V1LocalSubjectAccessReview answer;
        try
        {
            answer = await calls.BrieflyAsync(
                token => connection.Client.AuthorizationV1.CreateNamespacedLocalSubjectAccessReviewAsync(Question(deployment, need, account), connection.Namespace, cancellationToken: token),
                cancellation).ConfigureAwait(false);
        }
        catch (k8s.Autorest.HttpOperationException)
        {
            // Not everybody may ask that; the JobManager says it then.
            return;
        }

        if (!answer.Status.Allowed)
        {
            throw new FlinkException(
                $"The JobManager's service account '{account}' may not {need} in namespace '{connection.Namespace}', which a JobManager has to. "
                + $"Give it the rights of plugins/kubernetes/jobmanager-rbac.yaml (kubectl apply -n {connection.Namespace} -f that file), "
                + $"and name the account with '{Configuration.KubernetesOptions.JobManagerServiceAccount.Key}: flink-jobmanager'.");
        }
    }

    private V1LocalSubjectAccessReview Question(V1Deployment deployment, ApiCall need, string account) => new()
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = connection.Namespace },
        Spec = new V1SubjectAccessReviewSpec
        {
            User = $"system:serviceaccount:{connection.Namespace}:{account}",
            Groups = ["system:serviceaccounts", $"system:serviceaccounts:{connection.Namespace}", "system:authenticated"],
            ResourceAttributes = new V1ResourceAttributes
            {
                NamespaceProperty = connection.Namespace,
                Verb = need.Verb,
                Resource = need.Resource,
                Group = need.Group,

                // Its own is all that it needs: a role may name it.
                Name = need.Resource == "deployments" ? deployment.Metadata.Name : null,
            },
        },
    };
}
