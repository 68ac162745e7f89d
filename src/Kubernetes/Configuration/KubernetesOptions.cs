using Flink.Core.Configuration;

namespace Flink.Kubernetes.Configuration;

/// <summary>Options of workers and clusters on Kubernetes: how the API is reached, and what pods are made of.</summary>
public static class KubernetesOptions
{
    private const string Prefix = "kubernetes.";

    // Read by whoever deploys clusters from outside of them.
    private const string OperatorPrefix = "kubernetes.operator.";

    /// <summary>The cluster's name.</summary>
    public static ConfigOption<string> ClusterId { get; } = ConfigOption.String(
        "kubernetes.cluster-id", "The cluster's name, which begins the names of all its objects: at most 45 lower-case letters, digits and dashes, a letter first. Without it one is drawn.")
        .Where(KubernetesNames.IsClusterId, "of at most 45 lower-case letters, digits and dashes that begins with a letter").Supported();

    /// <summary>The namespace of all objects.</summary>
    public static ConfigOption<string> Namespace { get; } = ConfigOption.String(
        "kubernetes.namespace", "The namespace of all objects of the cluster. Without it that of the context, or of the pod that asks, or `default`.")
        .DefaultShownAs("of the context").Supported();

    /// <summary>Which context of the kubeconfig.</summary>
    public static ConfigOption<string> Context { get; } = ConfigOption.String(
        "kubernetes.context", "Which context of the kubeconfig counts, if not its current one.").Supported();

    /// <summary>Where the kubeconfig is.</summary>
    public static ConfigOption<string> ConfigFile { get; } = ConfigOption.String(
        "kubernetes.config.file", "The kubeconfig. Without it the files of the environment's `KUBECONFIG` count; then, in a pod, its service account; then `~/.kube/config`.").Supported();

    /// <summary>Whether stopping a cluster makes an end of what high availability keeps.</summary>
    public static ConfigOption<bool> RemovesDataAtStop { get; } = ConfigOption.Bool(
        "kubernetes.stop.remove-high-availability-data", false, "Whether a highly available cluster that is stopped by command comes to its end for good: its jobs and what is stored of them are gone. Otherwise a cluster of the same name goes on with them.").Supported();

    /// <summary>How many calls of the API may be under way.</summary>
    public static ConfigOption<int> ConcurrentCalls { get; } = ConfigOption.Int(
        "kubernetes.client.io-pool.size", 4, "How many calls of the API may be under way at a time.")
        .Between(1, 1024).Supported();

    /// <summary>How many calls of the API a second.</summary>
    public static ConfigOption<double> CallsPerSecond { get; } = ConfigOption.Double(
        "kubernetes.client.calls-per-second", 50, "How many calls of the API may begin in a second, on the long run; a burst of twice as many is let through. When the API says that it has too many requests, fewer are made, and more again when it does not say so any more.")
        .Where(value => value > 0, "above zero").Supported();

    /// <summary>How often a call is repeated.</summary>
    public static ConfigOption<int> MaxRetries { get; } = ConfigOption.Int(
        "kubernetes.transactional-operation.max-retries", 5, "How often a call that must not wait long is repeated while the API is away or its object was changed by somebody else meanwhile.")
        .AtLeast(0).Supported();

    /// <summary>How long a call may take.</summary>
    public static ConfigOption<TimeSpan> CallTimeout { get; } = ConfigOption.Duration(
        "kubernetes.client.call-timeout", "30 s", "After so long without an answer a call is given up, and made again where that is safe.")
        .Where(value => value > TimeSpan.Zero, "above zero").Supported();

    /// <summary>After how long the API ends a watch.</summary>
    public static ConfigOption<TimeSpan> WatchRenewal { get; } = ConfigOption.Duration(
        "kubernetes.client.watch-renewal", "5 min", "After so long a watch is opened anew from where it was: one that has not ended by itself shortly afterwards is dead without saying so.")
        .Where(value => value >= TimeSpan.FromSeconds(1), "at least a second").Supported();

    /// <summary>The image.</summary>
    public static ConfigOption<string> Image { get; } = ConfigOption.String(
        "kubernetes.container.image.ref", "flink-dotnet:latest", "The image of workers and JobManagers; `docker/build-image.sh` makes it.")
        .Deprecates("kubernetes.container.image").Supported();

    /// <summary>When the image is pulled.</summary>
    public static ConfigOption<ImagePullPolicy> PullPolicy { get; } = ConfigOption.Enum(
        "kubernetes.container.image.pull-policy", ImagePullPolicy.IfNotPresent, "When nodes fetch the image: `IfNotPresent`, `Always`, `Never`.").Supported();

    /// <summary>Secrets for the registry.</summary>
    public static ConfigOption<IReadOnlyList<string>> PullSecrets { get; } = ConfigOption.StringList(
        "kubernetes.container.image.pull-secrets", "Names of the secrets by which nodes may fetch the image. Divided by semicolons.").Supported();

    /// <summary>The account of all pods.</summary>
    public static ConfigOption<string> ServiceAccount { get; } = ConfigOption.String(
        "kubernetes.service-account", "default", "The service account of JobManagers and workers.").Supported();

    /// <summary>The account of JobManagers.</summary>
    public static ConfigOption<string> JobManagerServiceAccount { get; } = ConfigOption.String(
        "kubernetes.jobmanager.service-account", "default", "The service account of JobManagers.")
        .FallsBackTo("kubernetes.service-account").Supported();

    /// <summary>The account of workers.</summary>
    public static ConfigOption<string> TaskManagerServiceAccount { get; } = ConfigOption.String(
        "kubernetes.taskmanager.service-account", "default", "The service account of workers. They call nothing, so it needs no rights; with `high-availability.type: kubernetes` it may list and watch leases.")
        .FallsBackTo("kubernetes.service-account").Supported();

    /// <summary>Processors of a JobManager.</summary>
    public static ConfigOption<double> JobManagerCpu { get; } = ConfigOption.Double(
        "kubernetes.jobmanager.cpu.amount", 1.0, "Processors that a JobManager asks for.")
        .Where(value => value > 0, "above zero").Deprecates("kubernetes.jobmanager.cpu").Supported();

    /// <summary>How much more than it asks for a JobManager may take.</summary>
    public static ConfigOption<double> JobManagerCpuLimitFactor { get; } = LimitFactor("jobmanager", "cpu", "A JobManager may take so many times the processors that it asks for.");

    /// <summary>How much more than it asks for a JobManager may take.</summary>
    public static ConfigOption<double> JobManagerMemoryLimitFactor { get; } = LimitFactor("jobmanager", "memory", "A JobManager may take so many times the memory that it asks for.");

    /// <summary>Processors of a worker.</summary>
    public static ConfigOption<double> TaskManagerCpu { get; } = ConfigOption.Double(
        "kubernetes.taskmanager.cpu.amount", "Processors that a worker asks for. Without it `taskmanager.cpu.cores`, or one for each slot.")
        .Where(value => value > 0, "above zero").DefaultShownAs("taskmanager.cpu.cores").Deprecates("kubernetes.taskmanager.cpu").Supported();

    /// <summary>How much more than it asks for a worker may take.</summary>
    public static ConfigOption<double> TaskManagerCpuLimitFactor { get; } = LimitFactor("taskmanager", "cpu", "A worker may take so many times the processors that it asks for.");

    /// <summary>How much more than it asks for a worker may take.</summary>
    public static ConfigOption<double> TaskManagerMemoryLimitFactor { get; } = LimitFactor("taskmanager", "memory", "A worker may take so many times the memory that it asks for.");

    /// <summary>How many JobManagers there are.</summary>
    public static ConfigOption<int> JobManagerReplicas { get; } = ConfigOption.Int(
        "kubernetes.jobmanager.replicas", 1, "How many JobManagers there are; more than one needs high availability: one leads, the others stand by.")
        .AtLeast(1).Supported();

    /// <summary>Labels of JobManagers.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> JobManagerLabels { get; } = ConfigOption.Map(
        "kubernetes.jobmanager.labels", "Further labels of JobManagers' pods: `key:value,key:value`.").Supported();

    /// <summary>Annotations of JobManagers.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> JobManagerAnnotations { get; } = ConfigOption.Map(
        "kubernetes.jobmanager.annotations", "Annotations of JobManagers' pods: `key:value,key:value`.").Supported();

    /// <summary>Nodes of JobManagers.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> JobManagerNodeSelector { get; } = ConfigOption.Map(
        "kubernetes.jobmanager.node-selector", "Labels that the nodes of JobManagers must have: `key:value,key:value`.").Supported();

    /// <summary>Tolerations of JobManagers.</summary>
    public static ConfigOption<IReadOnlyList<IReadOnlyDictionary<string, string>>> JobManagerTolerations { get; } = ConfigOption.MapList(
        "kubernetes.jobmanager.tolerations", "Taints of nodes that JobManagers bear with: `key:k,operator:Equal,value:v,effect:NoSchedule;...`.").Supported();

    /// <summary>Whom a cluster belongs to.</summary>
    public static ConfigOption<IReadOnlyList<IReadOnlyDictionary<string, string>>> JobManagerOwners { get; } = ConfigOption.MapList(
        "kubernetes.jobmanager.owner.reference", "Objects that the cluster belongs to, and ends with: `apiVersion:v1,kind:Pod,name:n,uid:u,controller:false,blockOwnerDeletion:true;...`.").Supported();

    /// <summary>Labels of workers.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> TaskManagerLabels { get; } = ConfigOption.Map(
        "kubernetes.taskmanager.labels", "Further labels of workers' pods: `key:value,key:value`.").Supported();

    /// <summary>Annotations of workers.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> TaskManagerAnnotations { get; } = ConfigOption.Map(
        "kubernetes.taskmanager.annotations", "Annotations of workers' pods: `key:value,key:value`.").Supported();

    /// <summary>Nodes of workers.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> TaskManagerNodeSelector { get; } = ConfigOption.Map(
        "kubernetes.taskmanager.node-selector", "Labels that the nodes of workers must have: `key:value,key:value`.").Supported();

    /// <summary>Tolerations of workers.</summary>
    public static ConfigOption<IReadOnlyList<IReadOnlyDictionary<string, string>>> TaskManagerTolerations { get; } = ConfigOption.MapList(
        "kubernetes.taskmanager.tolerations", "Taints of nodes that workers bear with: `key:k,operator:Equal,value:v,effect:NoSchedule;...`.").Supported();

    /// <summary>Which label of a node is its name in a blocklist.</summary>
    public static ConfigOption<string> NodeNameLabel { get; } = ConfigOption.String(
        "kubernetes.node-name-label", "kubernetes.io/hostname", "The label by which workers are kept from blocked nodes.").Supported();

    /// <summary>The template of all pods.</summary>
    public static ConfigOption<string> PodTemplateFile { get; } = ConfigOption.String(
        "kubernetes.pod-template-file.default", "A file with a pod (YAML) that JobManagers' and workers' pods are made from.")
        .Deprecates("kubernetes.pod-template-file").Supported();

    /// <summary>The template of JobManagers.</summary>
    public static ConfigOption<string> JobManagerPodTemplateFile { get; } = ConfigOption.String(
        "kubernetes.pod-template-file.jobmanager", "A file with a pod (YAML) that JobManagers' pods are made from.")
        .FallsBackTo("kubernetes.pod-template-file.default", "kubernetes.pod-template-file").Supported();

    /// <summary>The template of workers.</summary>
    public static ConfigOption<string> TaskManagerPodTemplateFile { get; } = ConfigOption.String(
        "kubernetes.pod-template-file.taskmanager", "A file with a pod (YAML) that workers' pods are made from.")
        .FallsBackTo("kubernetes.pod-template-file.default", "kubernetes.pod-template-file").Supported();

    /// <summary>Secrets as files.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> Secrets { get; } = ConfigOption.Map(
        "kubernetes.secrets", "Secrets that are mounted into all pods: `name:/path,name:/path`.").Supported();

    /// <summary>Secrets as environment.</summary>
    public static ConfigOption<IReadOnlyList<IReadOnlyDictionary<string, string>>> SecretVariables { get; } = ConfigOption.MapList(
        "kubernetes.env.secretKeyRef", "Variables of all pods whose values are in secrets: `env:NAME,secret:name,key:k;...`.").Supported();

    /// <summary>Whether pods use the network of their node.</summary>
    public static ConfigOption<bool> HostNetwork { get; } = ConfigOption.Bool(
        "kubernetes.hostnetwork.enabled", false, "Whether pods use the network of their node.").Supported();

    /// <summary>How long a worker has to leave.</summary>
    public static ConfigOption<TimeSpan> TerminationGracePeriod { get; } = ConfigOption.Duration(
        "kubernetes.taskmanager.termination-grace-period", "30 s", "How long a worker that is evicted, drained or deleted by somebody has to hand over its work before it is killed.")
        .Where(value => value >= TimeSpan.FromSeconds(1), "at least a second").Supported();

    /// <summary>How the REST endpoint is reached.</summary>
    public static ConfigOption<RestServiceType> RestServiceType { get; } = ConfigOption.Enum(
        "kubernetes.rest-service.exposed.type", Configuration.RestServiceType.ClusterIp, "How the REST endpoint is made reachable: `ClusterIP`, `NodePort`, `LoadBalancer`, `Headless_ClusterIP`.").Supported();

    /// <summary>Which address of nodes.</summary>
    public static ConfigOption<NodeAddressType> NodePortAddressType { get; } = ConfigOption.Enum(
        "kubernetes.rest-service.exposed.node-port-address-type", NodeAddressType.InternalIp, "Which address of a node is shown for a `NodePort`: `InternalIP` or `ExternalIP`.").Supported();

    /// <summary>Annotations of the REST service.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> RestServiceAnnotations { get; } = ConfigOption.Map(
        "kubernetes.rest-service.annotations", "Annotations of the REST service: `key:value,key:value`.").Supported();

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigOption> All { get; } =
    [
        ClusterId, Namespace, Context, ConfigFile, ConcurrentCalls, CallsPerSecond, MaxRetries, CallTimeout, WatchRenewal,
        Image, PullPolicy, PullSecrets, ServiceAccount, JobManagerServiceAccount, TaskManagerServiceAccount,
        JobManagerCpu, JobManagerCpuLimitFactor, JobManagerMemoryLimitFactor, TaskManagerCpu, TaskManagerCpuLimitFactor, TaskManagerMemoryLimitFactor,
        JobManagerReplicas, JobManagerLabels, JobManagerAnnotations, JobManagerNodeSelector, JobManagerTolerations, JobManagerOwners,
        TaskManagerLabels, TaskManagerAnnotations, TaskManagerNodeSelector, TaskManagerTolerations, NodeNameLabel,
        PodTemplateFile, JobManagerPodTemplateFile, TaskManagerPodTemplateFile, Secrets, SecretVariables, HostNetwork, TerminationGracePeriod,
        RestServiceType, NodePortAddressType, RestServiceAnnotations, RemovesDataAtStop,
    ];

    /// <summary>Refuses keys of this family that nothing here reads, such as options of Apache Flink that are not there yet: they would be ignored without a word.</summary>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public static void RefuseUnknown(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.UnreadKeys(Prefix, All).FirstOrDefault(static key => !key.StartsWith(OperatorPrefix, StringComparison.Ordinal)) is { } unknown)
        {
            throw new ConfigurationException($"'{unknown}' is no option that is there: those of Kubernetes are listed in docs/kubernetes.md. Remove it, or correct it");
        }
    }

    private static ConfigOption<double> LimitFactor(string component, string resource, string description) => ConfigOption.Double(
        $"kubernetes.{component}.{resource}.limit-factor", 1.0, description)
        .Where(value => value >= 1, "of at least 1").Supported();
}
