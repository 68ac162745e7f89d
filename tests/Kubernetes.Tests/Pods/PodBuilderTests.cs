using Flink.Core.Configuration;
using Flink.Kubernetes.Pods;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Tests.Pods;

public sealed class PodBuilderTests
{
    private static readonly V1OwnerReference _owner = new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = "my-cluster", Uid = "u" };

    [Fact]
    public void A_worker_has_its_names_its_command_and_what_it_asks_for()
    {
        var pod = Build();

        Assert.Equal("my-cluster-taskmanager-1-2", pod.Metadata.Name);
        Assert.Equal("flink", pod.Metadata.NamespaceProperty);
        Assert.Equal(new Dictionary<string, string> { ["app"] = "my-cluster", ["type"] = "flink-native-kubernetes", ["component"] = "taskmanager" }, pod.Metadata.Labels);
        Assert.Equal(["u"], pod.Metadata.OwnerReferences.Select(owner => owner.Uid));
        Assert.Equal("Never", pod.Spec.RestartPolicy);
        Assert.Equal(30, pod.Spec.TerminationGracePeriodSeconds);
        Assert.False(pod.Spec.AutomountServiceAccountToken);
        var main = Assert.Single(pod.Spec.Containers);
        Assert.Equal("flink-main-container", main.Name);
        Assert.Equal("flink-dotnet:latest", main.Image);
        Assert.Equal("IfNotPresent", main.ImagePullPolicy);
        Assert.Equal(["taskmanager", "--logFile", "/opt/flink/log/taskmanager.log", "--stderr"], main.Args);
        Assert.Equal(("1728Mi", "1728Mi", "1500m", "1500m"), (Quantity(main.Resources.Requests, "memory"), Quantity(main.Resources.Limits, "memory"), Quantity(main.Resources.Requests, "cpu"), Quantity(main.Resources.Limits, "cpu")));
        Assert.True(main.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["/opt/flink/log", "/tmp"], main.VolumeMounts.Select(mount => mount.MountPath).Order());
    }

    [Fact]
    public void The_configuration_is_a_variable_in_which_nothing_is_replaced_and_secrets_are_not_in_it()
    {
        var process = FlinkConfiguration.Empty.With("a.key", "cost: $(HOME) $5").With("s3.secret-key", "S3CR3T").With("containerized.taskmanager.env.PLAIN", "x").With("containerized.taskmanager.env.MY_TOKEN", "T0K3N");
        var secret = new ProcessSecret("the-secret");

        var pod = Build(process: process, secret: secret);

        var main = pod.Spec.Containers[0];
        Assert.Contains("a.key: \"cost: $$(HOME) $$5\"\n", main.Env.Single(variable => variable.Name == "FLINK_PROPERTIES").Value, StringComparison.Ordinal);
        Assert.Equal("x", main.Env.Single(variable => variable.Name == "PLAIN").Value);
        var token = main.Env.Single(variable => variable.Name == "MY_TOKEN").ValueFrom.SecretKeyRef;
        Assert.Equal(("the-secret", "env.MY_TOKEN"), (token.Name, token.Key));
        Assert.DoesNotContain("S3CR3T", KubernetesJson.Serialize(pod), StringComparison.Ordinal);
        Assert.DoesNotContain("T0K3N", KubernetesJson.Serialize(pod), StringComparison.Ordinal);
        Assert.Contains("/opt/flink/secrets/secrets.yaml", main.Args);
        var entries = ProcessConfiguration.Secrets(process, PodComponent.TaskManager);
        Assert.Equal(["env.MY_TOKEN", "secrets.yaml"], entries.Keys.Order());
    }

    [Fact]
    public void What_the_engine_decides_wins_over_the_template()
    {
        var pod = Build(Template("""
            metadata:
              name: mine
              namespace: elsewhere
              labels: {app: mine, team: t}
              ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: x}]
            spec:
              restartPolicy: Always
              containers:
              - name: flink-main-container
                env: [{name: FLINK_PROPERTIES, value: mine}, {name: MINE, value: "1"}]
            """));

        Assert.Equal(("my-cluster-taskmanager-1-2", "flink", "Never"), (pod.Metadata.Name, pod.Metadata.NamespaceProperty, pod.Spec.RestartPolicy));
        Assert.Equal("u", Assert.Single(pod.Metadata.OwnerReferences).Uid);
        Assert.Equal(("my-cluster", "t"), (pod.Metadata.Labels["app"], pod.Metadata.Labels["team"]));
        var env = pod.Spec.Containers[0].Env;
        Assert.NotEqual("mine", Assert.Single(env, variable => variable.Name == "FLINK_PROPERTIES").Value);
        Assert.Single(env, variable => variable.Name == "MINE");
    }

    [Fact]
    public void An_option_that_is_set_wins_over_the_template_and_the_template_over_a_default()
    {
        const string Mine = """
            metadata:
              annotations: {a: template, b: template}
            spec:
              serviceAccountName: template
              nodeSelector: {from: template}
              tolerations: [{key: template}]
              imagePullSecrets: [{name: template}]
              terminationGracePeriodSeconds: 77
              containers:
              - name: flink-main-container
                image: template
                imagePullPolicy: Always
                resources: {requests: {memory: 1Mi, cpu: "9", ephemeral-storage: 1Gi}}
            """;

        var unset = Build(Template(Mine));
        var main = unset.Spec.Containers[0];
        Assert.Equal(("template", "template", "Always", 77), (unset.Spec.ServiceAccountName, main.Image, main.ImagePullPolicy, unset.Spec.TerminationGracePeriodSeconds));
        Assert.Equal(("template", "template", "template"), (unset.Spec.NodeSelector["from"], unset.Spec.Tolerations[0].Key, unset.Spec.ImagePullSecrets[0].Name));
        Assert.Equal(("1728Mi", "1500m", "1Gi"), (Quantity(main.Resources.Requests, "memory"), Quantity(main.Resources.Requests, "cpu"), Quantity(main.Resources.Requests, "ephemeral-storage")));

        var set = Build(Template(Mine), FlinkConfiguration.Empty
            .With("kubernetes.taskmanager.annotations", "a:option")
            .With("kubernetes.service-account", "option")
            .With("kubernetes.taskmanager.node-selector", "from:option")
            .With("kubernetes.taskmanager.tolerations", "key:option,operator:Exists,effect:NoExecute,tolerationSeconds:5")
            .With("kubernetes.container.image.pull-secrets", "option")
            .With("kubernetes.container.image", "option")
            .With("kubernetes.container.image.pull-policy", "Never")
            .With("kubernetes.taskmanager.termination-grace-period", "1 min"));
        main = set.Spec.Containers[0];
        Assert.Equal(("option", "option", "Never", 60), (set.Spec.ServiceAccountName, main.Image, main.ImagePullPolicy, set.Spec.TerminationGracePeriodSeconds));
        Assert.Equal(("option", "template"), (set.Metadata.Annotations["a"], set.Metadata.Annotations["b"]));
        Assert.Equal(("option", "option", "option"), (set.Spec.NodeSelector["from"], set.Spec.Tolerations[0].Key, set.Spec.ImagePullSecrets[0].Name));
        Assert.Equal(5, set.Spec.Tolerations[0].TolerationSeconds);
    }

    [Fact]
    public void Volumes_mounts_ports_and_other_containers_of_the_template_stay()
    {
        var pod = Build(Template("""
            spec:
              initContainers: [{name: prepare, image: i}]
              volumes: [{name: disk, emptyDir: {}}]
              containers:
              - {name: sidecar, image: s}
              - name: flink-main-container
                ports: [{name: debug, containerPort: 5}]
                volumeMounts: [{name: disk, mountPath: /tmp}]
            """));

        Assert.Equal(["sidecar", "flink-main-container"], pod.Spec.Containers.Select(container => container.Name));
        Assert.Single(pod.Spec.InitContainers);
        var main = pod.Spec.Containers[1];
        Assert.Equal("debug", Assert.Single(main.Ports).Name);

        // The user's disk at that place is better than ours.
        Assert.Equal("disk", main.VolumeMounts.Single(mount => mount.MountPath == "/tmp").Name);
        Assert.DoesNotContain(pod.Spec.Volumes, volume => volume.Name == "flink-tmp");
    }

    [Fact]
    public void Limits_may_be_higher_than_what_is_asked_for()
    {
        var main = Build(options: FlinkConfiguration.Empty.With("kubernetes.taskmanager.memory.limit-factor", "1.5").With("kubernetes.taskmanager.cpu.limit-factor", "2")).Spec.Containers[0];

        Assert.Equal(("1728Mi", "2592Mi", "1500m", "3"), (Quantity(main.Resources.Requests, "memory"), Quantity(main.Resources.Limits, "memory"), Quantity(main.Resources.Requests, "cpu"), Quantity(main.Resources.Limits, "cpu")));
    }

    [Fact]
    public void Secrets_of_the_user_are_mounted_and_become_variables()
    {
        var pod = Build(options: FlinkConfiguration.Empty
            .With("kubernetes.secrets", "certs:/certs")
            .With("kubernetes.env.secretKeyRef", "env:USER_NAME,secret:login,key:name;env:USER_PASS,secret:login,key:pass"));

        var main = pod.Spec.Containers[0];
        Assert.Equal("certs", pod.Spec.Volumes.Single(volume => volume.Name == main.VolumeMounts.Single(mount => mount.MountPath == "/certs").Name).Secret.SecretName);
        Assert.Equal(["name", "pass"], main.Env.Where(variable => variable.ValueFrom?.SecretKeyRef?.Name == "login").Select(variable => variable.ValueFrom.SecretKeyRef.Key));
    }

    [Fact]
    public void Blocked_nodes_are_avoided_in_every_alternative_of_the_template()
    {
        var pod = Build(
            Template("""
                spec:
                  affinity:
                    nodeAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                        nodeSelectorTerms:
                        - matchExpressions: [{key: zone, operator: In, values: [a]}]
                        - matchExpressions: [{key: zone, operator: In, values: [b]}]
                """),
            blocked: ["node-2", "node-1"]);

        var terms = pod.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms;
        Assert.Equal(2, terms.Count);
        Assert.All(terms, term =>
        {
            Assert.Equal("zone", term.MatchExpressions[0].Key);
            var avoided = term.MatchExpressions[1];
            Assert.Equal(("kubernetes.io/hostname", "NotIn"), (avoided.Key, avoided.OperatorProperty));
            Assert.Equal(["node-1", "node-2"], avoided.Values);
        });
    }

    [Fact]
    public void Devices_are_asked_for_by_the_name_that_nodes_give_them()
    {
        var options = FlinkConfiguration.Empty.With("external-resources", "gpu;other").With("external-resource.gpu.amount", "2").With("external-resource.gpu.kubernetes.config-key", "nvidia.com/gpu");

        var resources = Build(options: options).Spec.Containers[0].Resources;

        Assert.Equal(("2", "2"), (Quantity(resources.Requests, "nvidia.com/gpu"), Quantity(resources.Limits, "nvidia.com/gpu")));
        var error = Assert.Throws<ConfigurationException>(() => Build(options: options.Without("external-resource.gpu.amount")));
        Assert.Contains("external-resource.gpu.amount", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind: Deployment", "Deployment")]
    [InlineData("spec: {nonsense: 1}", "nonsense")]
    [InlineData("spec: [", "")]
    public void A_template_that_is_no_pod_is_refused_with_its_name(string text, string words)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);

        var error = Assert.Throws<ConfigurationException>(() => PodTemplateFile.Read(
            FlinkConfiguration.Empty.With("kubernetes.pod-template-file", file), PodComponent.TaskManager.TemplateFile));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_toleration_with_a_part_that_there_is_not_is_refused()
    {
        var error = Assert.Throws<ConfigurationException>(() => Build(options: FlinkConfiguration.Empty.With("kubernetes.taskmanager.tolerations", "kye:k")));

        Assert.Contains("'kye'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_not_changed_by_what_is_made_of_it()
    {
        var template = Template("spec: {containers: [{name: flink-main-container}]}");
        var before = KubernetesJson.Serialize(template);

        Build(template);

        Assert.Equal(before, KubernetesJson.Serialize(template));
    }

    private static V1Pod Template(string yaml) => KubernetesYaml.Deserialize<V1Pod>(yaml);

    private static string Quantity(IDictionary<string, ResourceQuantity> resources, string name) => resources[name].ToString();

    private static V1Pod Build(
        V1Pod? template = null, FlinkConfiguration? options = null, FlinkConfiguration? process = null, ProcessSecret? secret = null, params string[] blocked) =>
        PodBuilder.Standard.Build(
            new PodRequest
            {
                Component = PodComponent.TaskManager,
                Cluster = "my-cluster",
                Namespace = "flink",
                Name = "my-cluster-taskmanager-1-2",
                Options = options ?? FlinkConfiguration.Empty,
                Process = process ?? FlinkConfiguration.Empty,
                Verb = "taskmanager",
                Cpus = 1.5m,
                Memory = 1728L << 20,
                Secret = secret,
                BlockedNodes = blocked.ToHashSet(),
                Owner = _owner,
            },
            template);
}
