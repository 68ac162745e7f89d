using Flink.Kubernetes.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Kubernetes.SlowTests.Clusters;

/// <summary>Clusters for many jobs on a real Kubernetes, by the command.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private const string System = "kubernetes-session";

    private readonly FlinkCommand _flink = new();
    private TestNamespace? _namespace;

    private TestNamespace Namespace => _namespace!;

    public async ValueTask InitializeAsync() => _namespace = await TestNamespace.OpenAsync("kc-tests");

    public async ValueTask DisposeAsync()
    {
        await (_namespace?.DisposeAsync() ?? default);
        _flink.Dispose();
    }

    [Fact]
    public async Task Session_runs_jobs_lists_and_cancels_them_and_leaves_nothing_when_it_is_stopped()
    {
        const string Id = "kc-session";
        string[] cluster = Namespace.Of(Id);
        var (code, output, errors) = await _flink.RunAsync(["session", "start", "-t", System, .. cluster]);
        Assert.True(code == 0, errors);
        try
        {
            Assert.StartsWith($"Create flink session cluster {Id} successfully, JobManager Web Interface: http://", output, StringComparison.Ordinal);
            Assert.Contains(Id, (await _flink.RunAsync(["session", "list", "-t", System, .. Namespace.Options])).Output, StringComparison.Ordinal);

            var attached = await _flink.RunAsync(["run", "-t", System, .. cluster, FlinkCommand.Scripted, "count"]);
            Assert.True(attached.Code == 0, attached.Errors);
            Assert.Contains("Program execution finished", attached.Output, StringComparison.Ordinal);

            // The session that was started last need not be named.
            var detached = await _flink.RunAsync(["run", "-d", "-t", System, .. Namespace.Options, FlinkCommand.Scripted, "leave-waiting"]);
            Assert.True(detached.Code == 0, detached.Errors);
            var job = detached.Output.Split('\n').First(static line => line.StartsWith("Job has been submitted with JobID ", StringComparison.Ordinal)).Split(' ')[^1];
            await Namespace.RunningAsync(Id, "taskmanager");
            Assert.Contains(job, (await _flink.RunAsync(["list", "-t", System, .. cluster])).Output, StringComparison.Ordinal);
            var cancelled = await _flink.RunAsync(["cancel", "-t", System, .. cluster, job]);
            Assert.True(cancelled.Code == 0, cancelled.Errors);
        }
        finally
        {
            var (stopped, _, stopErrors) = await _flink.RunAsync(["session", "stop", "-t", System, .. Namespace.Options, Id]);
            Assert.True(stopped == 0, stopErrors);
        }

        Assert.Empty(await Namespace.LeftAsync(Id));
    }

    [Theory]
    [InlineData("NodePort")]
    [InlineData("Headless_ClusterIP")]

    // No load balancer ever gives it an address here: the way is through the API server.
    [InlineData("LoadBalancer")]
    public async Task Rest_endpoint_is_reached_however_it_is_exposed(string type)
    {
        var id = $"kc-{type.ToLowerInvariant().Replace('_', '-')}";
        string[] cluster = Namespace.Of(id, $"kubernetes.rest-service.exposed.type={type}");
        var (code, output, errors) = await _flink.RunAsync(["session", "start", "-t", System, .. cluster]);
        Assert.True(code == 0, errors);
        try
        {
            Assert.Contains(type == "NodePort" ? $"http://{Namespace.Host}:3" : "http://", output, StringComparison.Ordinal);
            var (listed, jobs, listErrors) = await _flink.RunAsync(["list", "-t", System, .. cluster]);
            Assert.True(listed == 0, listErrors);
            Assert.Contains("No running jobs.", jobs, StringComparison.Ordinal);

            // A program goes that way too, and its result comes back.
            var run = await _flink.RunAsync(["run", "-t", System, .. cluster, FlinkCommand.Scripted, "count"]);
            Assert.True(run.Code == 0, run.Errors);
        }
        finally
        {
            await _flink.RunAsync(["session", "stop", "-t", System, .. Namespace.Options, id]);
        }

        Assert.Empty(await Namespace.LeftAsync(id));
    }

    [Fact]
    public async Task Who_is_attached_stops_the_cluster_by_a_word()
    {
        const string Id = "kc-attached";
        string[] cluster = Namespace.Of(Id);
        var start = await _flink.RunAsync(["session", "start", "-t", System, .. cluster]);
        Assert.True(start.Code == 0, start.Errors);

        using var attached = _flink.Start(["session", "start", "-t", System, .. cluster, "-D", "execution.attached=true"]);
        await attached.StandardInput.WriteLineAsync("stop");
        var (code, output, errors) = await FlinkCommand.EndOfAsync(attached, "The attached command");

        Assert.True(code == 0, errors);
        Assert.Contains($"Stopped {Id}.", output, StringComparison.Ordinal);
        Assert.Empty(await Namespace.LeftAsync(Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_whose_JobManager_is_down_can_be_stopped(bool isAttached)
    {
        var id = isAttached ? "kc-down-attached" : "kc-down";
        string[] cluster = Namespace.Of(id);
        var (code, _, errors) = await _flink.RunAsync(["session", "start", "-t", System, .. cluster]);
        Assert.True(code == 0, errors);
        var first = await Namespace.RunningAsync(id, "jobmanager");
        await k8s.AppsV1OperationsExtensions.PatchNamespacedDeploymentAsync(
            Namespace.Client.AppsV1,
            new k8s.Models.V1Patch(
                """{"spec":{"template":{"spec":{"containers":[{"name":"flink-main-container","image":"localhost/no-such-image:1","imagePullPolicy":"Never"}]}}}}""",
                k8s.Models.V1Patch.PatchType.StrategicMergePatch),
            id,
            Namespace.Name);
        await Wait.UntilAsync(
            async () => (await Namespace.PodsAsync(id, "jobmanager")).Any(pod => pod.Metadata.Name != first.Metadata.Name && pod.Status?.ContainerStatuses?.Any(static container => container.State?.Waiting is not null) == true),
            () => "The JobManager is not down");

        using var stop = isAttached
            ? _flink.Start(["session", "start", "-t", System, .. cluster, "-D", "execution.attached=true"])
            : _flink.Start(["session", "stop", "-t", System, .. Namespace.Options, id]);
        await stop.StandardInput.WriteLineAsync("stop");
        var (stopped, output, said) = await FlinkCommand.EndOfAsync(stop, "The command");

        Assert.True(stopped == 0, said);
        Assert.Contains($"Stopped {id}.", output, StringComparison.Ordinal);
        Assert.Empty(await Namespace.LeftAsync(id));
    }

    [Fact]
    public async Task Secret_options_are_in_no_object_that_everybody_may_read()
    {
        const string Id = "kc-secrets";
        const string Word = "never-shown-to-anybody";
        var (code, _, errors) = await _flink.RunAsync(["session", "start", "-t", System, .. Namespace.Of(Id, $"s3.secret-key={Word}")]);
        Assert.True(code == 0, errors);
        try
        {
            var deployment = await k8s.AppsV1OperationsExtensions.ReadNamespacedDeploymentAsync(Namespace.Client.AppsV1, Id, Namespace.Name);
            var maps = await k8s.CoreV1OperationsExtensions.ListNamespacedConfigMapAsync(Namespace.Client.CoreV1, Namespace.Name);
            Assert.DoesNotContain(Word, k8s.KubernetesJson.Serialize(deployment), StringComparison.Ordinal);
            Assert.DoesNotContain(Word, k8s.KubernetesJson.Serialize(maps), StringComparison.Ordinal);
            Assert.Contains($"secret flink-secrets-{Id}", await Namespace.LeftAsync(Id));
        }
        finally
        {
            await _flink.RunAsync(["session", "stop", "-t", System, .. Namespace.Options, Id]);
        }

        await Namespace.NothingIsLeftAsync(Id);
    }

    [Fact]
    public async Task Account_without_rights_ends_the_command_with_what_to_do_and_leaves_nothing()
    {
        const string Id = "kc-rights";
        var (code, _, errors) = await _flink.RunAsync(
            ["session", "start", "-t", System, .. Namespace.Of(Id, "kubernetes.jobmanager.service-account=default")]);

        Assert.Equal(1, code);
        Assert.Contains("service account 'default' may not ", errors, StringComparison.Ordinal);
        Assert.Contains("jobmanager-rbac.yaml", errors, StringComparison.Ordinal);
        Assert.Empty(await Namespace.LeftAsync(Id));
    }

    [Fact]
    public async Task Image_that_is_missing_ends_the_command_with_its_reason_and_leaves_nothing()
    {
        const string Id = "kc-image";
        var (code, _, errors) = await _flink.RunAsync(
            ["session", "start", "-t", System, .. Namespace.Of(Id, "kubernetes.container.image.ref=localhost/no-such-image:1", "kubernetes.container.image.pull-policy=Never")]);

        Assert.Equal(1, code);
        Assert.Contains("ErrImageNeverPull", errors, StringComparison.Ordinal);
        Assert.Contains("localhost/no-such-image:1", errors, StringComparison.Ordinal);
        Assert.Empty(await Namespace.LeftAsync(Id));
    }
}
