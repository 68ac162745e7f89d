using System.Text.RegularExpressions;
using Flink.Kubernetes.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Kubernetes.SlowTests.Clusters;

/// <summary>Clusters of one program on a real Kubernetes.</summary>
public sealed partial class ApplicationTests : IAsyncLifetime
{
    private const string Target = "kubernetes-application";
    private const string JobManager = "jobmanager";
    private const string TaskManager = "taskmanager";
    private const string Fetched = "user.artifacts.raw-http-enabled=true";

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
    public async Task Program_of_the_image_runs_detached_and_takes_everything_away_when_it_has_ended()
    {
        const string Id = "kc-application";
        var (code, output, errors) = await _flink.RunAsync(["run-application", "-t", Target, .. Options(Id), FlinkCommand.WordCount]);

        Assert.True(code == 0, errors);
        Assert.StartsWith($"Create flink application cluster {Id} successfully, JobManager Web Interface: http://", output, StringComparison.Ordinal);
        await Namespace.NothingIsLeftAsync(Id);
    }

    [Fact]
    public async Task Attached_command_shows_the_steps_and_ends_with_the_program()
    {
        const string Id = "kc-app-attached";
        var (code, _, errors) = await _flink.RunAsync(["run", "-t", Target, .. Options(Id, "execution.attached=true"), FlinkCommand.WordCount]);

        Assert.True(code == 0, errors);
        Assert.Contains("registered after", errors, StringComparison.Ordinal);
        Assert.Empty(await Namespace.LeftAsync(Id));
    }

    [Fact]
    public async Task Program_that_is_fetched_and_fails_fails_the_attached_command()
    {
        const string Id = "kc-app-failing";
        using var server = new ProgramServer(FlinkCommand.Scripted);
        var (code, _, errors) = await _flink.RunAsync(
            ["run", "-t", Target, .. Options(Id, Fetched, "execution.attached=true", "restart-strategy.type=none"), server.UrlAt(Namespace.Host), "fail"]);

        Assert.Equal(1, code);
        Assert.Contains($"The application {Id} has failed", errors, StringComparison.Ordinal);
        Assert.Empty(await Namespace.LeftAsync(Id));
    }

    [Fact]
    public async Task Program_that_cannot_be_fetched_ends_the_command_with_the_reason_and_leaves_nothing()
    {
        const string Id = "kc-app-unfetched";
        using var server = new ProgramServer(FlinkCommand.Scripted);
        var (code, _, errors) = await _flink.RunAsync(["run-application", "-t", Target, .. Options(Id), server.UrlAt(Namespace.Host)]);

        Assert.Equal(1, code);
        Assert.Contains("would come without encryption", errors, StringComparison.Ordinal);
        Assert.Empty(await Namespace.LeftAsync(Id));
    }

    [Fact]
    public async Task Killed_worker_is_replaced_and_the_job_runs_on_and_is_cancelled_with_everything()
    {
        const string Id = "kc-app-worker";
        using var server = new ProgramServer(FlinkCommand.Scripted);
        var address = await StartAsync(Id, server);
        var first = await Namespace.RunningAsync(Id, TaskManager);
        var job = await AllRunAsync(address);

        await TestNamespace.KillAsync(first, TaskManager);

        await Namespace.RunningAsync(Id, TaskManager, first.Metadata.Name);
        Assert.Equal(job, await AllRunAsync(address));
        var listed = await _flink.RunAsync(["list", "-t", Target, .. Options(Id)]);
        Assert.Contains(job, listed.Output, StringComparison.Ordinal);
        var cancelled = await _flink.RunAsync(["cancel", "-t", Target, .. Options(Id), job]);
        Assert.True(cancelled.Code == 0, cancelled.Errors);
        await Namespace.NothingIsLeftAsync(Id);
    }

    [Fact]
    public async Task Killed_JobManager_without_high_availability_is_started_again_and_runs_the_program_from_its_beginning()
    {
        const string Id = "kc-app-master";
        using var server = new ProgramServer(FlinkCommand.Scripted);
        var address = await StartAsync(Id, server);
        await Namespace.RunningAsync(Id, TaskManager);
        var first = await AllRunAsync(address);
        var pod = await Namespace.RunningAsync(Id, JobManager);

        await TestNamespace.KillAsync(pod, "standalone-job");

        var second = first;
        await Wait.UntilAsync(async () => (second = await ClusterJobs.FindAsync(address) ?? first) != first, () => "The program was not run again");
        var (stopped, _, errors) = await _flink.RunAsync(["session", "stop", "-t", "kubernetes", .. Namespace.Options, Id]);
        Assert.True(stopped == 0, errors);
        Assert.Empty(await Namespace.LeftAsync(Id));
    }

    [Fact]
    public async Task Engine_is_byte_for_byte_that_of_embedded_programs()
    {
        const string Id = "kc-same-engine";
        using var distribution = FlinkCommand.OfDistribution();
        var embedded = await distribution.RunAsync("run", "-t", "local", FlinkCommand.Scripted, "count");
        Assert.True(embedded.Code == 0, embedded.Errors);
        var mine = Directory.GetFiles(distribution.Logs).Select(File.ReadAllText).SelectMany(static log => EngineLine().Matches(log)).Select(static match => match.Groups[1].Value).Distinct();

        using var server = new ProgramServer(FlinkCommand.Scripted);
        await StartAsync(Id, server);
        try
        {
            List<string> theirs = [];
            foreach (var component in (string[])[JobManager, TaskManager])
            {
                var pod = await Namespace.RunningAsync(Id, component);
                await Wait.UntilAsync(
                    async () =>
                    {
                        using var log = new StreamReader(await k8s.CoreV1OperationsExtensions.ReadNamespacedPodLogAsync(Namespace.Client.CoreV1, pod.Metadata.Name, Namespace.Name));
                        var found = EngineLine().Match(await log.ReadToEndAsync());
                        if (found.Success)
                        {
                            theirs.Add(found.Groups[1].Value);
                        }

                        return found.Success;
                    },
                    () => $"{pod.Metadata.Name} does not tell the hash of its engine");
            }

            Assert.Equal(mine.Single(), Assert.Single(theirs.Distinct()));
        }
        finally
        {
            await _flink.RunAsync(["session", "stop", "-t", "kubernetes", .. Namespace.Options, Id]);
        }
    }

    private string[] Options(string id, params IEnumerable<string> properties) => Namespace.Of(id, properties);

    // A job that does little and does not end; where its JobManager is for this machine.
    private async Task<Uri> StartAsync(string id, ProgramServer server)
    {
        var (code, _, errors) = await _flink.RunAsync(
        [
            "run", "-t", Target,
            .. Options(
                id, Fetched, "execution.checkpointing.interval=500ms", "restart-strategy.type=fixed-delay", "restart-strategy.fixed-delay.delay=0s", "restart-strategy.fixed-delay.attempts=100"),
            server.UrlAt(Namespace.Host), "leave-waiting",
        ]);
        Assert.True(code == 0, errors);
        return new Uri($"http://{(await Namespace.RunningAsync(id, JobManager)).Status.PodIP}:8081");
    }

    private static Task<string> AllRunAsync(Uri address) => ClusterJobs.RunningAsync(() => Task.FromResult<Uri?>(address));

    [GeneratedRegex("Engine ([0-9a-f]{32})")]
    private static partial Regex EngineLine();
}
