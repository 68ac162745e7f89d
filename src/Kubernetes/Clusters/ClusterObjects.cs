using System.Globalization;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;
using Flink.Kubernetes.HighAvailability;
using Flink.Kubernetes.Pods;
using Flink.Runtime.Memory;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>What a cluster is made of: a deployment of its JobManagers, and what that owns.</summary>
internal sealed class ClusterObjects
{
    private const string Session = "jobmanager";
    private const string Application = "standalone-job";
    private const string ConfigurationEntry = "config.yaml";
    private const string PropertiesVariable = "FLINK_PROPERTIES";
    private const string AddressVariable = "_POD_IP_ADDRESS";
    private const string TemplateEntry = "taskmanager-pod-template.yaml";
    private const string TemplateFolder = "/opt/flink/pod-template";
    private const string TemplateVolume = "pod-template-volume";
    private const string AnyAddress = "0.0.0.0";

    // Two that think themselves the only one would both take the workers.
    private static readonly V1DeploymentStrategy _oneAtATime = new() { Type = "Recreate" };

    // Who stands by is not ready, so that nobody can wait for new ones before the old ones go.
    private static readonly V1DeploymentStrategy _oneAfterTheOther = new()
    {
        Type = "RollingUpdate",
        RollingUpdate = new V1RollingUpdateDeployment { MaxUnavailable = "100%", MaxSurge = 1 },
    };
    private const string DefaultJobManagerSize = "1600m";
    private const string DefaultTaskManagerSize = "1728m";

    // What a slow node may take before it counts as dead; how soon a leader is found.
    private const int ProbePeriod = 10;
    private const int ReadinessPeriod = 1;
    private const int ProbeTimeout = 5;
    private const int ProbeFailures = 6;

    // In which jobs are suspended, and workers and the system told.
    private const int TerminationGrace = 30;

    private readonly FlinkConfiguration _own;
    private readonly ClusterSpecification _specification;
    private readonly FlinkConfiguration _process;
    private readonly IReadOnlyDictionary<string, byte[]> _secrets;
    private readonly string? _workerTemplate;

    /// <param name="own">The configuration of the command.</param>
    /// <param name="specification">The cluster.</param>
    /// <param name="namespaceName">Where it is to be.</param>
    /// <exception cref="ConfigurationException">Options do not go together, or the program is one of this machine.</exception>
    public ClusterObjects(FlinkConfiguration own, ClusterSpecification specification, string namespaceName)
    {
        _own = own.MergedWith(specification.Configuration);
        _specification = specification;
        Namespace = namespaceName;
        IsHighlyAvailable = HighAvailabilityOptions.AreOn(_own);
        if (_own.Get(KubernetesOptions.JobManagerReplicas) > 1 && !IsHighlyAvailable)
        {
            throw new ConfigurationException($"'{KubernetesOptions.JobManagerReplicas.Key}' is above 1, and nothing says which JobManager leads: set '{HighAvailabilityOptions.Type.Key}' to kubernetes, or leave one");
        }

        if (specification.Application is { IsOnThisMachine: true } program)
        {
            throw new ConfigurationException(
                $"the program {program.Location} is on this machine, where no pod sees it: put it into the image and name it local:///opt/flink/usrlib, or where the JobManager can fetch it (https://, s3://, hdfs://)");
        }

        _workerTemplate = ReadWorkerTemplate();
        _process = ProcessOf();
        _secrets = ProcessConfiguration.Secrets(_process, PodComponent.JobManager);
    }

    /// <summary>Where it is.</summary>
    public string Namespace { get; }

    /// <summary>Whether what runs outlives its JobManager.</summary>
    public bool IsHighlyAvailable { get; }

    /// <summary>The port of the REST endpoint.</summary>
    public int RestPort => _process.Get(RestOptions.Port);

    private string Id => _specification.ClusterId;

    private bool HasSecret => _secrets.Count > 0;

    /// <summary>The deployment.</summary>
    public V1Deployment Deployment()
    {
        var pod = Pod();
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta
            {
                Name = ObjectNames.Deployment(Id),
                NamespaceProperty = Namespace,
                Labels = ObjectLabels.OfComponent(Id, ObjectLabels.JobManager),
                OwnerReferences = Owners(),
            },
            Spec = new V1DeploymentSpec
            {
                Replicas = _own.Get(KubernetesOptions.JobManagerReplicas),
                Strategy = IsHighlyAvailable ? _oneAfterTheOther : _oneAtATime,
                Selector = new V1LabelSelector { MatchLabels = ObjectLabels.OfComponent(Id, ObjectLabels.JobManager) },
                Template = new V1PodTemplateSpec { Metadata = pod.Metadata, Spec = pod.Spec },
            },
        };
    }

    /// <summary>Whether the cluster of a deployment stores what the next one of its name needs.</summary>
    public static bool KeepsData(V1Deployment deployment) =>
        deployment.Spec.Template.Spec.Containers.Any(static container => container.Env?.Any(static variable => variable.Name == LeaseHolder.PodVariable) == true);

    /// <summary>The services.</summary>
    public IEnumerable<V1Service> Services(V1OwnerReference owner)
    {
        var selector = ObjectLabels.OfComponent(Id, ObjectLabels.JobManager);
        var rest = new V1ServicePort { Name = ObjectNames.RestPort, Port = RestPort, TargetPort = RestPort };
        var type = _own.Get(KubernetesOptions.RestServiceType);
        yield return new V1Service
        {
            Metadata = Metadata(ObjectNames.RestService(Id), owner, _own.Get(KubernetesOptions.RestServiceAnnotations, new Dictionary<string, string>())),
            Spec = new V1ServiceSpec
            {
                Type = type is RestServiceType.NodePort or RestServiceType.LoadBalancer ? type.ToString() : "ClusterIP",
                ClusterIP = type is RestServiceType.HeadlessClusterIp ? "None" : null,
                Selector = selector,
                Ports = [rest],

                // Of several only the one that leads is ready; a single one is found as soon as it listens.
                PublishNotReadyAddresses = IsHighlyAvailable ? null : true,
            },
        };
        if (!IsHighlyAvailable)
        {
            yield return new V1Service
            {
                Metadata = Metadata(ObjectNames.InternalService(Id), owner, null),
                Spec = new V1ServiceSpec
                {
                    ClusterIP = "None",
                    Selector = selector,
                    Ports = [new V1ServicePort { Name = ObjectNames.RpcPort, Port = RpcPort, TargetPort = RpcPort }],
                    PublishNotReadyAddresses = true,
                },
            };
        }
    }

    /// <summary>The config maps.</summary>
    public IEnumerable<V1ConfigMap> ConfigMaps(V1OwnerReference owner)
    {
        yield return new V1ConfigMap
        {
            Metadata = Metadata(ObjectNames.Configuration(Id), owner, null),
            Data = new Dictionary<string, string> { [ConfigurationEntry] = ProcessConfiguration.Public(_process) },
        };
        if (_workerTemplate is not null)
        {
            yield return new V1ConfigMap
            {
                Metadata = Metadata(ObjectNames.PodTemplate(Id), owner, null),
                Data = new Dictionary<string, string> { [TemplateEntry] = _workerTemplate },
            };
        }
    }

    /// <summary>The secret; null when nothing is secret.</summary>
    public V1Secret? Secret(V1OwnerReference owner) => HasSecret
        ? new V1Secret { Metadata = Metadata(ObjectNames.Secret(Id), owner, null), Data = _secrets.ToDictionary() }
        : null;

    private int RpcPort => _process.Get(JobManagerOptions.RpcPort);

    private V1Pod Pod()
    {
        var pod = PodBuilder.Standard.Build(new PodRequest
        {
            Component = PodComponent.JobManager,
            Cluster = Id,
            Namespace = Namespace,
            Options = _own,
            Process = _process,
            Verb = _specification.Application is null ? Session : Application,
            Arguments = [],
            Cpus = (decimal)_own.Get(KubernetesOptions.JobManagerCpu),
            Memory = JobManagerProcessMemory.From(_process).TotalProcess,
            Ports = new Dictionary<string, int> { [ObjectNames.RestPort] = RestPort, [ObjectNames.RpcPort] = RpcPort },
            Secret = HasSecret ? new ProcessSecret(ObjectNames.Secret(Id)) : null,
        });
        var draft = new PodDraft(pod);
        draft.SetVariable(new V1EnvVar
        {
            Name = PropertiesVariable,
            ValueFrom = new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = ObjectNames.Configuration(Id), Key = ConfigurationEntry } },
        });
        if (IsHighlyAvailable)
        {
            // Others find the leader by what it has written down, which must be its own address.
            draft.SetVariable(new V1EnvVar { Name = AddressVariable, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "status.podIP" } } });
            draft.SetVariable(new V1EnvVar { Name = LeaseHolder.PodVariable, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.name" } } });
            draft.Main.Args = [.. draft.Main.Args, "-D", $"{JobManagerOptions.RpcAddress.Key}=$({AddressVariable})", "-D", $"{RestOptions.Address.Key}=$({AddressVariable})"];
        }

        foreach (var argument in _specification.Application is { } program ? ArgumentsOf(program) : [])
        {
            draft.Main.Args.Add(PodDraft.Literal(argument));
        }

        if (_workerTemplate is not null)
        {
            draft.Mount(
                new V1Volume { Name = TemplateVolume, ConfigMap = new V1ConfigMapVolumeSource { Name = ObjectNames.PodTemplate(Id) } }, TemplateFolder, isReadOnly: true);
        }

        draft.Spec.TerminationGracePeriodSeconds ??= TerminationGrace;
        draft.Main.LivenessProbe ??= Probe("/healthz", ProbePeriod, ProbeFailures);
        draft.Main.ReadinessProbe ??= Probe("/readyz", ReadinessPeriod, 1);
        return draft.Pod;
    }

    // A prober has no certificate to show.
    private V1Probe Probe(string path, int period, int failures) => new()
    {
        HttpGet = AsksForCertificates
            ? null
            : new V1HTTPGetAction { Path = path, Port = ObjectNames.RestPort, Scheme = _process.Get(SecurityOptions.RestEnabled) ? "HTTPS" : "HTTP" },
        TcpSocket = AsksForCertificates ? new V1TCPSocketAction { Port = ObjectNames.RestPort } : null,
        PeriodSeconds = period,
        TimeoutSeconds = ProbeTimeout,
        FailureThreshold = failures,
    };

    private bool AsksForCertificates => _process.Get(SecurityOptions.RestEnabled) && _process.Get(SecurityOptions.RestAuthentication);

    private static IEnumerable<string> ArgumentsOf(ApplicationProgram program) =>
    [
        "--jars", program.Location,
        .. program.EntryClass is { } entryClass ? (string[])["--job-classname", entryClass] : [],
        "--", .. program.Arguments,
    ];

    private V1ObjectMeta Metadata(string name, V1OwnerReference owner, IReadOnlyDictionary<string, string>? annotations) => new()
    {
        Name = name,
        NamespaceProperty = Namespace,
        Labels = ObjectLabels.OfCluster(Id),
        Annotations = annotations?.ToDictionary(),
        OwnerReferences = [owner],
    };

    private IList<V1OwnerReference>? Owners() => _own.TryGet(KubernetesOptions.JobManagerOwners, out var owners)
        ? [.. owners.Select(static owner => new V1OwnerReference
        {
            ApiVersion = Part(owner, "apiVersion"),
            Kind = Part(owner, "kind"),
            Name = Part(owner, "name"),
            Uid = Part(owner, "uid"),
            Controller = owner.TryGetValue("controller", out var controller) ? controller == "true" : null,
            BlockOwnerDeletion = owner.TryGetValue("blockOwnerDeletion", out var blocks) ? blocks == "true" : null,
        })]
        : null;

    private static string Part(IReadOnlyDictionary<string, string> owner, string name) => owner.TryGetValue(name, out var value)
        ? value
        : throw new ConfigurationException($"An entry of '{KubernetesOptions.JobManagerOwners.Key}' has no '{name}': write apiVersion:v1,kind:Pod,name:n,uid:u");

    private string? ReadWorkerTemplate()
    {
        if (PodTemplateFile.Read(_own, KubernetesOptions.TaskManagerPodTemplateFile) is null)
        {
            return null;
        }

        return File.ReadAllText(_own.Get(KubernetesOptions.TaskManagerPodTemplateFile)!);
    }

    // The pod does not see the files of this machine, so it is told everything.
    private FlinkConfiguration ProcessOf()
    {
        var all = ProcessConfiguration.ForPod(_own)
            .Without(ExecutionOptions.Target.Key).Without(ExecutionOptions.Attached.Key).Without(ClusterOptions.Id.Key)
            .Without(TaskManagerOptions.Host.Key).Without(TaskManagerOptions.BindHost.Key).Without(JobManagerOptions.BindHost.Key)
            .Without(RestOptions.BindPort.Key).Without(JobManagerOptions.RpcBindPort.Key).Without(CoreOptions.TempDirectories.Key)
            .With(ResourceManagerOptions.Driver, KubernetesPlugin.Name)
            .With(KubernetesOptions.ClusterId, Id)
            .With(KubernetesOptions.Namespace, Namespace)
            .With(HighAvailabilityOptions.ClusterId, Id)
            .With(RestOptions.BindAddress.Key, AnyAddress)
            .With(JobManagerOptions.RpcAddress, $"{ObjectNames.InternalService(Id)}.{Namespace}")
            .With(RestOptions.Address, $"{ObjectNames.RestService(Id)}.{Namespace}");
        if (_workerTemplate is not null)
        {
            all = all.With(KubernetesOptions.TaskManagerPodTemplateFile, $"{TemplateFolder}/{TemplateEntry}");
        }

        return WithSizes(WithPorts(all));
    }

    // A pod has ports of its own: there is no reason to let the system choose.
    private static FlinkConfiguration WithPorts(FlinkConfiguration configuration)
    {
        foreach (var port in (ConfigOption<int>[])[RestOptions.Port, JobManagerOptions.RpcPort])
        {
            if (configuration.Get(port) == 0)
            {
                configuration = configuration.With(port.Key, port.DefaultValue.ToString(CultureInfo.InvariantCulture));
            }
        }

        return configuration;
    }

    // As the shipped config.yaml has them, for those who have none.
    private static FlinkConfiguration WithSizes(FlinkConfiguration configuration)
    {
        foreach (var (prefix, size) in (ReadOnlySpan<(string, string)>)[("jobmanager.memory.", DefaultJobManagerSize), ("taskmanager.memory.", DefaultTaskManagerSize)])
        {
            if (!configuration.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal) && key.EndsWith(".size", StringComparison.Ordinal)))
            {
                configuration = configuration.With($"{prefix}process.size", size);
            }
        }

        return configuration;
    }
}
