using System.Collections.Concurrent;
using System.Net;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Yarn.Tests.Workers;

public sealed class ServiceLoopTests
{
    private const string Worker = "container_1_0002_01_000002";

    [Fact]
    public async Task A_service_that_cannot_be_asked_does_not_hide_what_happens_to_the_next()
    {
        var folder = Directory.CreateTempSubdirectory("flink-loop-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, ".flink", "clusters", "c", "workers", Worker));
            var configuration = FlinkConfiguration.Empty.With(YarnOptions.StagingDirectory, new Uri(folder).AbsoluteUri).With(YarnOptions.RequestInterval, TimeSpan.FromMilliseconds(1));
            var yarn = new TwoServices();
            using var connection = new YarnConnection([new Uri("http://rm:8088/")], "alice", TimeProvider.System, attempts: 1, yarn);
            using var end = new CancellationTokenSource();
            var loop = new ServiceLoop(SurroundingsOf(configuration), connection, StagingFolder.Of(configuration, HadoopSettings.From(configuration), "alice"), NullLogger.Instance, end.Token);
            var events = new Events();

            var recovered = await loop.StartAsync(events, TestContext.Current.CancellationToken);
            yarn.Break();
            var lost = await events.Lost.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            await loop.StopAsync();

            Assert.Equal(Worker, Assert.Single(recovered).Id.Value);
            Assert.Equal(Worker, lost.Value);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_worker_that_somebody_lost_sight_of_is_asked_for_at_its_machine_which_knows_before_its_service()
    {
        var folder = Directory.CreateTempSubdirectory("flink-loop-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, ".flink", "clusters", "c", "workers", Worker));
            var configuration = FlinkConfiguration.Empty.With(YarnOptions.StagingDirectory, new Uri(folder).AbsoluteUri).With(YarnOptions.HeartbeatInterval, TimeSpan.FromHours(1));
            using var yarn = new OneMachine();
            using var connection = new YarnConnection([new Uri("http://rm:8088/")], "alice", TimeProvider.System, attempts: 1, yarn);
            using var end = new CancellationTokenSource();
            var loop = new ServiceLoop(SurroundingsOf(configuration), connection, StagingFolder.Of(configuration, HadoopSettings.From(configuration), "alice"), NullLogger.Instance, end.Token, yarn);
            var events = new Events();
            Assert.Single(await loop.StartAsync(events, TestContext.Current.CancellationToken));

            yarn.Kill();
            loop.Desk.Suspect("container_1_0002_01_000009");
            loop.Desk.Suspect(Worker);
            loop.Desk.Suspect(Worker);
            var lost = await events.Lost.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            await loop.StopAsync();

            Assert.Equal(Worker, lost.Value);
            Assert.Equal([$"container {Worker} was killed over its memory (exit status -104): make 'taskmanager.memory.jvm-overhead.max' or 'taskmanager.memory.process.size' larger: beyond its limit"], events.Diagnostics);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static DriverSurroundings SurroundingsOf(FlinkConfiguration configuration) => new()
    {
        ClusterId = "c",
        Term = 2,
        Configuration = configuration,
        Command = [],
        ConfigurationFolder = null,
        LogFolder = "",
        StateFolder = "",
        Clock = TimeProvider.System,
        Io = InlineIo.Instance,
        Loggers = NullLoggerFactory.Instance,
    };

    // Two kinds of workers, of which the second has one; from a moment on the first service cannot be asked, and the worker has ended.
    private sealed class TwoServices : HttpMessageHandler
    {
        private volatile bool _isBroken;

        public void Break() => _isBroken = true;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(request.RequestUri!.AbsolutePath switch
        {
            "/ws/v1/cluster/apps" => Answer("""{"apps":{"app":[{"id":"application_1_0001","name":"c--w1"},{"id":"application_1_0002","name":"c--w2"}]}}"""),
            "/ws/v1/cluster/nodes" => Answer("""{"nodes":null}"""),
            "/app/v1/services/c--w1" when _isBroken => Answer("""{"diagnostics":"broken"}""", HttpStatusCode.InternalServerError),
            "/app/v1/services/c--w1" => Answer(Service("c--w1", "application_1_0001", "")),
            "/app/v1/services/c--w2" => Answer(Service(
                "c--w2", "application_1_0002", $$"""{"id":"{{Worker}}","component_instance_name":"taskmanager-0","bare_host":"h","state":"{{(_isBroken ? "STOPPED" : "READY")}}"}""")),
            _ => Answer("{}", HttpStatusCode.NotFound),
        });

        private static string Service(string name, string application, string containers) => $$"""
            {"name":"{{name}}","id":"{{application}}","state":"STABLE","components":[{"name":"taskmanager","number_of_containers":1,"resource":{"memory":"1024","cpus":1},"containers":[{{containers}}]}]}
            """;

        private static HttpResponseMessage Answer(string json, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(json) };
    }

    // A machine whose container has ended from a moment on, while the service still shows it.
    private sealed class OneMachine : HttpMessageHandler
    {
        private volatile bool _isKilled;

        public void Kill() => _isKilled = true;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(request.RequestUri!.AbsolutePath switch
        {
            "/ws/v1/cluster/apps" => Answer("""{"apps":{"app":[{"id":"application_1_0002","name":"c--w1"}]}}"""),
            "/ws/v1/cluster/nodes" => Answer("""{"nodes":{"node":[{"id":"h:1","nodeHostName":"h","state":"RUNNING","nodeHTTPAddress":"h:8042"},{"id":"g:1","nodeHostName":"g","state":"RUNNING","nodeHTTPAddress":"g:8042"}]}}"""),
            "/app/v1/services/c--w1" => Answer($$"""
                {"name":"c--w1","id":"application_1_0002","state":"STABLE","components":[{"name":"taskmanager","number_of_containers":1,"resource":{"memory":"1024","cpus":1},
                 "containers":[{"id":"{{Worker}}","component_instance_name":"taskmanager-0","bare_host":"h","state":"READY"}]}]}
                """),
            $"/ws/v1/node/containers/{Worker}" when request.RequestUri.Host == "h" =>
                Answer(_isKilled ? """{"container":{"state":"DONE","exitCode":-104,"diagnostics":"[2026-11-26 04:24:12.396]beyond its limit\n"}}""" : """{"container":{"state":"RUNNING","exitCode":-1000}}"""),
            _ => Answer("{}", HttpStatusCode.NotFound),
        });

        private static HttpResponseMessage Answer(string json, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(json) };
    }

    private sealed class Events : IDriverEvents
    {
        public TaskCompletionSource<TaskManagerId> Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Diagnostics { get; } = new();

        public void WorkerLost(TaskManagerId worker, string diagnostics)
        {
            Diagnostics.Enqueue(diagnostics);
            Lost.TrySetResult(worker);
        }

        public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason) => throw new InvalidOperationException(reason);

        public void RequestWaits(WorkerRequest request, string reason) => throw new InvalidOperationException(reason);

        public void Failed(Exception cause) => Lost.TrySetException(cause);
    }
}
