using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flink.Yarn.Rest;

/// <summary>The ResourceManager's REST API, <c>/ws/v1/cluster</c>.</summary>
internal sealed class ResourceManagerClient(YarnConnection connection)
{
    private const string Root = "/ws/v1/cluster";
    private const string AliveStates = "NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING";

    public async Task<ClusterInfo> GetInfoAsync(CancellationToken cancellation)
    {
        var info = Require(await GetAsync("/info", cancellation).ConfigureAwait(false), "clusterInfo");
        return new ClusterInfo(Shape.Text(info, "state") ?? "", Shape.Text(info, "haState") ?? "", Shape.Text(info, "hadoopVersion") ?? "");
    }

    public async Task<ClusterMetrics> GetMetricsAsync(CancellationToken cancellation)
    {
        var metrics = Require(await GetAsync("/metrics", cancellation).ConfigureAwait(false), "clusterMetrics");
        return new ClusterMetrics(
            Shape.Number(metrics, "appsPending"), Shape.Number(metrics, "appsRunning"), Shape.Number(metrics, "availableMB"), Shape.Number(metrics, "availableVirtualCores"),
            Shape.Number(metrics, "totalMB"), Shape.Number(metrics, "totalVirtualCores"), Shape.Number(metrics, "activeNodes"), Shape.Number(metrics, "lostNodes"));
    }

    /// <summary>The queues that applications may be submitted to.</summary>
    public async Task<IReadOnlyList<QueueReport>> GetQueuesAsync(CancellationToken cancellation) =>
        QueueReport.ReadAll(await GetAsync("/scheduler", cancellation).ConfigureAwait(false));

    public async Task<IReadOnlyList<NodeReport>> GetNodesAsync(CancellationToken cancellation)
    {
        var nodes = Shape.Part(await GetAsync("/nodes", cancellation).ConfigureAwait(false), "nodes");
        return
        [
            .. Shape.List(nodes, "node").Select(static node => new NodeReport(
                Shape.Text(node, "id") ?? "", Shape.Text(node, "nodeHostName") ?? "", Shape.Text(node, "state") ?? "", Shape.Text(node, "nodeHTTPAddress") ?? "",
                Shape.Number(node, "usedMemoryMB"), Shape.Number(node, "availMemoryMB"), Shape.Text(node, "healthReport") ?? "")),
        ];
    }

    /// <summary>The applications that a query finds, such as "applicationTypes=yarn-service".</summary>
    public async Task<IReadOnlyList<ApplicationReport>> ListAsync(string query, CancellationToken cancellation)
    {
        var apps = Shape.Part(await GetAsync($"/apps?{query}&deSelects=resourceRequests", cancellation).ConfigureAwait(false), "apps");
        return [.. Shape.List(apps, "app").Select(ApplicationReport.Read)];
    }

    /// <summary>The applications of a type, of all users, that have not ended.</summary>
    public Task<IReadOnlyList<ApplicationReport>> ListAliveAsync(string type, CancellationToken cancellation) =>
        ListAsync($"applicationTypes={type}&states={AliveStates}", cancellation);

    /// <summary>The applications of all users and types that have not ended; on a large cluster these are many.</summary>
    public Task<IReadOnlyList<ApplicationReport>> ListAliveAsync(CancellationToken cancellation) => ListAsync($"states={AliveStates}", cancellation);

    /// <summary>The applications of a user, of all types, that have not ended.</summary>
    public Task<IReadOnlyList<ApplicationReport>> ListAliveOfAsync(string user, CancellationToken cancellation) =>
        ListAsync($"user={Uri.EscapeDataString(user)}&states={AliveStates}", cancellation);

    /// <summary>The applications of a name, of all users and types, that have not ended.</summary>
    public async Task<IReadOnlyList<ApplicationReport>> ListAliveNamedAsync(string name, CancellationToken cancellation) =>
        [.. (await ListAsync($"name={Uri.EscapeDataString(name)}&states={AliveStates}", cancellation).ConfigureAwait(false)).Where(app => app.Name == name)];

    /// <summary>An application; an error of kind NotFoundException when there is none.</summary>
    public async Task<ApplicationReport> GetApplicationAsync(string id, CancellationToken cancellation) =>
        ApplicationReport.Read(Require(await GetAsync($"/apps/{id}", cancellation).ConfigureAwait(false), "app"));

    public async Task<string> GetStateAsync(string id, CancellationToken cancellation) =>
        Shape.Text(await GetAsync($"/apps/{id}/state", cancellation).ConfigureAwait(false), "state") ?? "";

    public async Task<string> GetQueueAsync(string id, CancellationToken cancellation) =>
        Shape.Text(await GetAsync($"/apps/{id}/queue", cancellation).ConfigureAwait(false), "queue") ?? "";

    public async Task<IReadOnlyList<AttemptReport>> GetAttemptsAsync(string id, CancellationToken cancellation)
    {
        var attempts = Shape.Part(await GetAsync($"/apps/{id}/appattempts", cancellation).ConfigureAwait(false), "appAttempts");
        return
        [
            .. Shape.List(attempts, "appAttempt").Select(static attempt => new AttemptReport(
                Shape.Text(attempt, "appAttemptId") ?? "", Shape.Number(attempt, "id"), Shape.Text(attempt, "containerId") ?? "", Shape.Text(attempt, "nodeId") ?? "",
                Shape.Text(attempt, "nodeHttpAddress") ?? "")),
        ];
    }

    /// <summary>The containers of an attempt that are alive.</summary>
    public async Task<IReadOnlyList<ContainerReport>> GetContainersAsync(string application, string attempt, CancellationToken cancellation)
    {
        // One container stands alone, and all numbers are strings.
        var containers = await GetAsync($"/apps/{application}/appattempts/{attempt}/containers", cancellation).ConfigureAwait(false);
        return
        [
            .. Shape.List(containers, "container").Select(static container => new ContainerReport(
                Shape.Text(container, "containerId") ?? "", Shape.Text(container, "assignedNodeId") ?? "", Shape.Text(container, "nodeHttpAddress") ?? "",
                Shape.Number(container, "allocatedMB"), Shape.Number(container, "allocatedVCores"))),
        ];
    }

    /// <summary>An id for a submission, and the limits of containers.</summary>
    public async Task<NewApplication> NewApplicationAsync(CancellationToken cancellation)
    {
        var answer = await connection.SendAsync(HttpMethod.Post, Root + "/apps/new-application", null, cancellation).ConfigureAwait(false);
        var json = answer.Json();
        var most = Require(json, "maximum-resource-capability");
        return new NewApplication(Shape.Text(json, "application-id") ?? "", Shape.Number(most, "memory"), Shape.Number(most, "vCores"));
    }

    /// <summary>Submits. Again with the same id does nothing. That it is accepted says nothing of the queue, whose absence is the end of the application.</summary>
    public Task SubmitAsync(ApplicationSubmission submission, CancellationToken cancellation) =>
        connection.SendAsync(HttpMethod.Post, Root + "/apps", submission.ToJson(), cancellation);

    /// <summary>Ends an application by force.</summary>
    /// <param name="id">Which.</param>
    /// <param name="diagnostics">Why, for people.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Its state afterwards; KILLING or the old one as long as it takes.</returns>
    public async Task<string> KillAsync(string id, string diagnostics, CancellationToken cancellation)
    {
        var answer = await PutAsync($"/apps/{id}/state", new JsonObject { ["state"] = "KILLED", ["diagnostics"] = diagnostics }, cancellation).ConfigureAwait(false);
        return Shape.Text(answer.Json(), "state") ?? "";
    }

    /// <summary>Moves an application.</summary>
    /// <returns>The queue that it is in.</returns>
    public async Task<string> MoveAsync(string id, string queue, CancellationToken cancellation) =>
        Shape.Text((await PutAsync($"/apps/{id}/queue", new JsonObject { ["queue"] = queue }, cancellation).ConfigureAwait(false)).Json(), "queue") ?? "";

    /// <summary>Changes a priority.</summary>
    /// <returns>What it is now: not above the cluster's maximum.</returns>
    public async Task<long> SetPriorityAsync(string id, int priority, CancellationToken cancellation) =>
        Shape.Number((await PutAsync($"/apps/{id}/priority", new JsonObject { ["priority"] = priority }, cancellation).ConfigureAwait(false)).Json(), "priority");

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        (await connection.SendAsync(HttpMethod.Get, Root + path, null, cancellation).ConfigureAwait(false)).Json();

    private Task<YarnAnswer> PutAsync(string path, JsonObject body, CancellationToken cancellation) =>
        connection.SendAsync(HttpMethod.Put, Root + path, body.ToJsonString(JsonSerializerOptions.Web), cancellation);

    private JsonElement Require(JsonElement json, string name) => Shape.Part(json, name)
        ?? throw new YarnException($"YARN at {connection.Active.Authority} answers without '{name}': {YarnError.Shorten(json.GetRawText())}. Is it a ResourceManager's web server?", System.Net.HttpStatusCode.OK, null);
}
