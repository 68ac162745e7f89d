using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Kubernetes.Clusters;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Tests.Clusters;

public sealed class ClusterObjectsTests
{
    private static readonly V1OwnerReference _owner = new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = "books", Uid = "u" };

    [Fact]
    public void Session_is_a_deployment_that_is_probed_and_told_its_configuration_by_a_config_map()
    {
        var objects = Objects(FlinkConfiguration.Empty.With("parallelism.default", "3"));

        var deployment = objects.Deployment();
        Assert.Equal(("books", "space"), (deployment.Metadata.Name, deployment.Metadata.NamespaceProperty));
        Assert.Equal("Recreate", deployment.Spec.Strategy.Type);
        Assert.Equal(deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Metadata.Labels);
        var main = Assert.Single(deployment.Spec.Template.Spec.Containers);
        Assert.Equal(["jobmanager", "--logFile", "/opt/flink/log/jobmanager.log", "--stderr"], main.Args);
        Assert.Equal(("/healthz", "/readyz"), (main.LivenessProbe.HttpGet.Path, main.ReadinessProbe.HttpGet.Path));
        Assert.Equal("flink-config-books", main.Env.Single(static variable => variable.Name == "FLINK_PROPERTIES").ValueFrom.ConfigMapKeyRef.Name);
        var map = Assert.Single(objects.ConfigMaps(_owner));
        Assert.Equal([_owner], map.Metadata.OwnerReferences);
        var lines = map.Data["config.yaml"].Split('\n');
        Assert.Contains("parallelism.default: \"3\"", lines);
        Assert.Contains("resourcemanager.driver: \"kubernetes\"", lines);
        Assert.Contains("jobmanager.rpc.address: \"books.space\"", lines);
        Assert.Contains("high-availability.cluster-id: \"books\"", lines);
        Assert.Equal(["books", "books-rest"], objects.Services(_owner).Select(static service => service.Metadata.Name).Order());
        Assert.Null(objects.Secret(_owner));
    }

    [Fact]
    public void What_is_about_this_machine_does_not_travel()
    {
        var objects = Objects(FlinkConfiguration.Empty
            .With("rest.bind-address", "localhost").With("taskmanager.host", "localhost").With("jobmanager.bind-host", "localhost").With("io.tmp.dirs", "/home/me/tmp")
            .With("kubernetes.config.file", "/home/me/.kube/config").With("kubernetes.context", "mine").With("execution.target", "kubernetes-session").With("rest.port", "0"));

        var text = objects.ConfigMaps(_owner).First().Data["config.yaml"];
        Assert.Contains("rest.bind-address: \"0.0.0.0\"\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/home/me", text, StringComparison.Ordinal);
        Assert.DoesNotContain("kubernetes.context", text, StringComparison.Ordinal);
        Assert.DoesNotContain("execution.target", text, StringComparison.Ordinal);
        Assert.Equal(8081, objects.RestPort);
    }

    [Fact]
    public void Secrets_are_in_the_secret_and_nowhere_else()
    {
        var objects = Objects(FlinkConfiguration.Empty.With("s3.secret-key", "S3CR3T"));

        Assert.DoesNotContain("S3CR3T", KubernetesJson.Serialize(objects.Deployment()), StringComparison.Ordinal);
        Assert.DoesNotContain("S3CR3T", objects.ConfigMaps(_owner).First().Data["config.yaml"], StringComparison.Ordinal);
        Assert.Contains("S3CR3T", System.Text.Encoding.UTF8.GetString(objects.Secret(_owner)!.Data["secrets.yaml"]), StringComparison.Ordinal);
        Assert.Contains("--propertiesFile", objects.Deployment().Spec.Template.Spec.Containers[0].Args);
    }

    [Fact]
    public void Application_has_its_program_behind_the_options_with_arguments_as_they_are()
    {
        var program = new ApplicationProgram { Location = "local:///opt/flink/usrlib", IsOnThisMachine = false, EntryClass = "Jobs.Import", Arguments = ["--day", "$(TODAY)"] };

        var arguments = Objects(FlinkConfiguration.Empty, program).Deployment().Spec.Template.Spec.Containers[0].Args;

        Assert.Equal("standalone-job", arguments[0]);

        // Kubernetes makes one dollar of two.
        Assert.Equal(["--jars", "local:///opt/flink/usrlib", "--job-classname", "Jobs.Import", "--", "--day", "$$(TODAY)"], arguments.TakeLast(7));
    }

    [Fact]
    public void Program_of_this_machine_is_refused_with_where_to_put_it()
    {
        var program = new ApplicationProgram { Location = "/home/me/Import.dll", IsOnThisMachine = true };

        var error = Assert.Throws<ConfigurationException>(() => Objects(FlinkConfiguration.Empty, program));

        Assert.Contains("local:///", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_JobManagers_need_high_availability_and_write_their_own_addresses_down()
    {
        var two = FlinkConfiguration.Empty.With("kubernetes.jobmanager.replicas", "2");
        Assert.Contains("high-availability.type", Assert.Throws<ConfigurationException>(() => Objects(two)).Message, StringComparison.Ordinal);

        var objects = Objects(two.With("high-availability.type", "kubernetes"));
        var update = objects.Deployment().Spec.Strategy;
        Assert.Equal(("RollingUpdate", "100%"), (update.Type, update.RollingUpdate.MaxUnavailable.Value));

        var deployment = objects.Deployment();
        Assert.Equal(2, deployment.Spec.Replicas);
        var main = deployment.Spec.Template.Spec.Containers[0];
        Assert.Contains("jobmanager.rpc.address=$(_POD_IP_ADDRESS)", main.Args);
        Assert.Equal("status.podIP", main.Env.Single(static variable => variable.Name == "_POD_IP_ADDRESS").ValueFrom.FieldRef.FieldPath);

        // Only the one that leads is ready, and only those that are ready are behind the service.
        var service = Assert.Single(objects.Services(_owner));
        Assert.Equal("books-rest", service.Metadata.Name);
        Assert.Null(service.Spec.PublishNotReadyAddresses);
    }

    [Fact]
    public void Probers_that_cannot_show_a_certificate_look_at_the_port_alone()
    {
        var encrypted = FlinkConfiguration.Empty.With("security.ssl.rest.enabled", "true");

        Assert.Equal("HTTPS", Objects(encrypted).Deployment().Spec.Template.Spec.Containers[0].LivenessProbe.HttpGet.Scheme);
        var main = Objects(encrypted.With("security.ssl.rest.authentication-enabled", "true")).Deployment().Spec.Template.Spec.Containers[0];
        Assert.Null(main.LivenessProbe.HttpGet);
        Assert.NotNull(main.LivenessProbe.TcpSocket);
    }

    [Theory]
    [InlineData("NodePort", "NodePort", null)]
    [InlineData("LoadBalancer", "LoadBalancer", null)]
    [InlineData("ClusterIP", "ClusterIP", null)]
    [InlineData("Headless_ClusterIP", "ClusterIP", "None")]
    public void Rest_service_is_exposed_as_asked_for(string option, string type, string? address)
    {
        var service = Objects(FlinkConfiguration.Empty.With("kubernetes.rest-service.exposed.type", option).With("kubernetes.rest-service.annotations", "a:b")).Services(_owner).First();

        Assert.Equal((type, address), (service.Spec.Type, service.Spec.ClusterIP));
        Assert.Equal("b", service.Metadata.Annotations["a"]);
    }

    [Fact]
    public void Owners_and_the_template_of_workers_come_along()
    {
        var folder = Directory.CreateTempSubdirectory("flink-template-").FullName;
        try
        {
            var file = Path.Combine(folder, "pod.yaml");
            File.WriteAllText(file, "apiVersion: v1\nkind: Pod\nspec:\n  priorityClassName: low\n");
            var objects = Objects(FlinkConfiguration.Empty
                .With("kubernetes.pod-template-file.taskmanager", file).With("kubernetes.jobmanager.owner.reference", "apiVersion:v1,kind:Pod,name:n,uid:x,controller:false"));

            var template = objects.ConfigMaps(_owner).Single(static map => map.Metadata.Name == "pod-template-books");
            Assert.Contains("priorityClassName: low", template.Data["taskmanager-pod-template.yaml"], StringComparison.Ordinal);
            Assert.Contains("kubernetes.pod-template-file.taskmanager: \"/opt/flink/pod-template/taskmanager-pod-template.yaml\"", objects.ConfigMaps(_owner).First().Data["config.yaml"], StringComparison.Ordinal);
            var deployment = objects.Deployment();
            Assert.Null(deployment.Spec.Template.Spec.PriorityClassName);
            Assert.Contains("/opt/flink/pod-template", deployment.Spec.Template.Spec.Containers[0].VolumeMounts.Select(static mount => mount.MountPath));
            Assert.Equal(("Pod", "x"), (deployment.Metadata.OwnerReferences[0].Kind, deployment.Metadata.OwnerReferences[0].Uid));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ClusterObjects Objects(FlinkConfiguration configuration, ApplicationProgram? program = null) => new(
        configuration,
        new ClusterSpecification { ClusterId = "books", Configuration = FlinkConfiguration.Empty, EndsWithClient = false, Application = program },
        "space");
}
