using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Flink.Core.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Flink.Kubernetes.Tests.Fakes;

/// <summary>An API server that goes wrong when a test wants it: what a real one can't be made to show. Its pods run nothing.</summary>
public sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication _http;
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-fake-api-").FullName;
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentQueue<(Func<string, bool> Concerns, Func<HttpContext, Task> Answer)> _faults = new();
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource? _hold;
    private int _underWay;
    private int _mostUnderWay;

    private FakeApi()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxConcurrentConnections = null);
        _http = builder.Build();
        _http.Run(AnswerAsync);
    }

    /// <summary>Its pods.</summary>
    public FakeObjects Pods { get; } = new();

    /// <summary>Whether a pod that is made gets a node and runs at once.</summary>
    public bool RunsPods { get; set; } = true;

    /// <summary>"VERB resource" of every call so far, watches included.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>The most calls that were under way at a time, without watches.</summary>
    public int MostUnderWay => Volatile.Read(ref _mostUnderWay);

    /// <summary>As whom the last call was made.</summary>
    public string? LastAuthorization { get; private set; }

    public string Address => _http.Urls.First();

    public string Kubeconfig => Path.Combine(_folder, "config");

    /// <summary>Options with which a driver reaches it.</summary>
    public FlinkConfiguration Options => FlinkConfiguration.Empty
        .With("kubernetes.config.file", Kubeconfig)
        .With("kubernetes.namespace", "default")
        .With("jobmanager.rpc.address", "jobmanager.example");

    public static async Task<FakeApi> StartAsync()
    {
        var api = new FakeApi();
        await api._http.StartAsync();
        await File.WriteAllTextAsync(api.Kubeconfig, $"""
            apiVersion: v1
            kind: Config
            current-context: fake
            contexts:
            - name: fake
              context:
                cluster: fake
                user: fake
            clusters:
            - name: fake
              cluster:
                server: {api.Address}
            users:
            - name: fake
              user:
                token: a-token
            """);
        return api;
    }

    /// <summary>The next calls that are concerned are answered otherwise, each once.</summary>
    public void Fail(int times, string call, int status, string message, string? retryAfter = null)
    {
        for (var i = 0; i < times; i++)
        {
            _faults.Enqueue((seen => seen == call, context =>
            {
                if (retryAfter is not null)
                {
                    context.Response.Headers.RetryAfter = retryAfter;
                }

                return RefuseAsync(context, status, message);
            }
            ));
        }
    }

    /// <summary>The next call that is concerned gets no answer, not even a beginning of one, until its caller gives up.</summary>
    public void Ignore(string call) => _faults.Enqueue((seen => seen == call, async context =>
    {
        try
        {
            await Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token).Token);
        }
        catch (OperationCanceledException)
        {
            // As it should be.
        }
    }
    ));

    /// <summary>The next call that is concerned is cut off after the beginning of its answer.</summary>
    public void Cut(string call) => _faults.Enqueue((seen => seen == call, async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"kind\":\"Pod");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }
    ));

    /// <summary>Answers wait, until what is returned is completed.</summary>
    public TaskCompletionSource HoldAnswers() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next call that is concerned is carried out, and its answer is lost.</summary>
    public void LoseAnswer(string call) => _faults.Enqueue((seen => seen == call, async context =>
    {
        var kept = context.Response.Body;
        context.Response.Body = Stream.Null;
        await RouteAsync(context, call);
        context.Response.Body = kept;
        context.Abort();
    }
    ));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Pods.EndWatches();
        await _http.DisposeAsync();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string CallOf(HttpRequest request)
    {
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);

        // api/v1/namespaces/NAMESPACE/RESOURCE[/NAME], apis/GROUP/v1/namespaces/NAMESPACE/RESOURCE[/NAME], api/v1/nodes
        var scope = Array.IndexOf(parts, "namespaces");
        var resource = scope < 0 ? parts[^1] : parts[scope + 2];
        var hasName = scope >= 0 && parts.Length > scope + 3;
        var verb = request.Method switch
        {
            "GET" when request.Query["watch"] == "true" => "watch",
            "GET" => hasName ? "get" : "list",
            "PATCH" => "patch",
            "POST" => "create",
            "DELETE" => hasName ? "delete" : "deletecollection",
            _ => request.Method,
        };
        return $"{verb} {resource}";
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return SayAsync(context, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["code"] = status, ["message"] = message });
    }

    private static Task SayAsync(HttpContext context, JsonNode answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var call = CallOf(context.Request);
        _calls.Enqueue(call);
        LastAuthorization = context.Request.Headers.Authorization;
        var isWatch = call.StartsWith("watch", StringComparison.Ordinal);
        var isUnderWay = isWatch ? 0 : 1;
        if (!isWatch)
        {
            InterlockedMax(Interlocked.Increment(ref _underWay));
        }

        // A caller that has his answer may call again before this method ends.
        void Ends()
        {
            if (Interlocked.Exchange(ref isUnderWay, 0) == 1)
            {
                Interlocked.Decrement(ref _underWay);
            }
        }

        context.Response.OnStarting(() =>
        {
            Ends();
            return Task.CompletedTask;
        });

        try
        {
            if (_hold is { } hold && !isWatch)
            {
                await hold.Task;
            }

            if (TryTakeFault(call) is { } fault)
            {
                await fault(context);
            }
            else
            {
                await RouteAsync(context, call);
            }
        }
        finally
        {
            Ends();
        }
    }

    private Func<HttpContext, Task>? TryTakeFault(string call)
    {
        if (_faults.TryPeek(out var fault) && fault.Concerns(call) && _faults.TryDequeue(out fault))
        {
            return fault.Answer;
        }

        return null;
    }

    private void InterlockedMax(int value)
    {
        for (var known = Volatile.Read(ref _mostUnderWay); value > known; known = Volatile.Read(ref _mostUnderWay))
        {
            Interlocked.CompareExchange(ref _mostUnderWay, value, known);
        }
    }

    private Task RouteAsync(HttpContext context, string call)
    {
        var query = context.Request.Query;
        var name = context.Request.Path.Value!.Split('/')[^1];
        return call switch
        {
            "list pods" => SayAsync(context, Pods.List(int.TryParse(query["limit"], out var limit) ? limit : int.MaxValue - 1, query["continue"].FirstOrDefault())),
            "watch pods" => WatchAsync(context, long.Parse(query["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture)),
            "patch pods" => ApplyAsync(context),
            "patch secrets" => SayAsync(context, new JsonObject { ["kind"] = "Secret", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["name"] = name } }),
            "delete pods" => Pods.Remove(name) ? SayAsync(context, new JsonObject { ["kind"] = "Pod", ["apiVersion"] = "v1" }) : RefuseAsync(context, 404, "not found"),
            "deletecollection pods" => RemoveAllAsync(context),
            "deletecollection secrets" => SayAsync(context, new JsonObject { ["kind"] = "Status" }),
            "list events" => SayAsync(context, new JsonObject { ["kind"] = "EventList", ["metadata"] = new JsonObject(), ["items"] = new JsonArray() }),
            _ => RefuseAsync(context, 404, $"no {call} here"),
        };
    }

    private async Task ApplyAsync(HttpContext context)
    {
        var pod = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        var made = Pods.Apply(pod);
        var name = (string)made["metadata"]!["name"]!;
        if (RunsPods)
        {
            Pods.Change(name, static it => it["spec"]!["nodeName"] = "node-1");
            Pods.Change(name, static it => it["status"] = FakePods.RunningStatus());
        }

        await SayAsync(context, made);
    }

    private Task RemoveAllAsync(HttpContext context)
    {
        foreach (var name in Pods.Names)
        {
            Pods.Remove(name);
        }

        return SayAsync(context, new JsonObject { ["kind"] = "Status", ["status"] = "Success" });
    }

    private async Task WatchAsync(HttpContext context, long from)
    {
        if (Pods.Watch(from) is not { } watch)
        {
            await RefuseAsync(context, 410, "too old resource version");
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
            await foreach (var line in watch.Reader.ReadAllAsync(both.Token))
            {
                await context.Response.WriteAsync(line + "\n", both.Token);
                await context.Response.Body.FlushAsync(both.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
        finally
        {
            Pods.Close(watch);
        }
    }
}
