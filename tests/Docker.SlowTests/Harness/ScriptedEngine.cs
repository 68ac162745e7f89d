using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>Answers the calls of a driver as an engine does, and goes wrong when a test wants it: what a real engine does once in a year. Its containers run nothing.</summary>
public sealed class ScriptedEngine : IAsyncDisposable
{
    /// <summary>Bytes that containers may take.</summary>
    public const long MemoryLimit = 8 << 20;

    private static readonly JsonSerializerOptions _asNamed = new();

    private readonly ConcurrentDictionary<string, string> _states = new();
    private readonly WebApplication _http;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<string, string> _owners = new();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private CancellationTokenSource _streams = new();
    private TaskCompletionSource? _hold;
    private TaskCompletionSource? _holdCreations;
    private TaskCompletionSource? _holdStarts;
    private int _lostAnswers;
    private int _busy;
    private int _refusedRemovals;
    private int _refusedLists;
    private int _openStreams;
    private int _lists;

    private ScriptedEngine()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _http = builder.Build();
        _http.Run(AnswerAsync);
    }

    public string Address => _http.Urls.First().Replace("http:", "tcp:", StringComparison.Ordinal);

    /// <summary>Containers that were made and not removed.</summary>
    public IEnumerable<string> Containers => _states.Keys;

    /// <summary>Lists that were asked for.</summary>
    public int Lists => Volatile.Read(ref _lists);

    /// <summary>Streams of events that somebody reads.</summary>
    public int OpenStreams => Volatile.Read(ref _openStreams);

    public static async Task<ScriptedEngine> StartAsync()
    {
        var engine = new ScriptedEngine();
        await engine._http.StartAsync();
        return engine;
    }

    /// <summary>"METHOD /path?question" of every call so far, without the version.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>What was asked for by the newest creation.</summary>
    public JsonElement Creation { get; private set; }

    /// <summary>The first so many creations make a container, and their answers are lost: a gateway says that nobody answers.</summary>
    public void LoseAnswers(int count) => _lostAnswers = count;

    /// <summary>So many creations are put off.</summary>
    public void BeBusy(int count) => _busy = count;

    /// <summary>Creations are refused with this status and reason; null when they are not.</summary>
    public (int Status, string Reason)? CreationsFail { get; set; }

    /// <summary>What a pull of an image says at its end; null for an engine that has the image.</summary>
    public string? PullSays { get; set; }

    /// <summary>Streams of events are refused with this status; null when they are not.</summary>
    public int? StreamsFail { get; set; }

    /// <summary>A container of somebody else has this name.</summary>
    public void Occupy(string container)
    {
        _owners[container] = "another";
        _states[container] = "running";
    }

    /// <summary>Containers are not made until what is returned is completed; then they are, whoever still waits for it.</summary>
    public TaskCompletionSource HoldCreations() => _holdCreations = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Containers are started, and nobody is told until what is returned is completed.</summary>
    public TaskCompletionSource HoldStarts() => _holdStarts = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells whoever watches of a container.</summary>
    /// <param name="container">Which.</param>
    /// <param name="action">What happened.</param>
    /// <param name="time">When, in nanoseconds.</param>
    /// <param name="attribute">What else is to be said.</param>
    public void Tell(string container, string action, long time, KeyValuePair<string, string> attribute) => _events.Writer.TryWrite(JsonSerializer.Serialize(new
    {
        Type = "container",
        Action = action,
        Actor = new { ID = container, Attributes = new Dictionary<string, string>([new("org.flink-dotnet.worker-id", container), attribute]) },
        time = time / 1_000_000_000,
        timeNano = time,
    }));

    public void RefuseRemovals(int count) => _refusedRemovals = count;

    /// <summary>Containers are made and cannot be started, for this reason; null when they can.</summary>
    public string? StartsFailBecause { get; set; }

    public void RefuseLists(int count) => _refusedLists = count;

    /// <summary>Lists are made as things are now, and reach nobody until what is returned is completed.</summary>
    public TaskCompletionSource HoldLists() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the engine says of the end of any container that has ended: its state, as in the answer to a question for one container.</summary>
    public object? End { get; set; }

    /// <summary>A container ends, and no event says so.</summary>
    public void EndSilently(string container) => _states[container] = "exited";

    /// <summary>The streams of events end.</summary>
    public void EndStreams() => Interlocked.Exchange(ref _streams, new CancellationTokenSource()).Cancel();

    public async ValueTask DisposeAsync()
    {
        EndStreams();
        await _http.DisposeAsync();
    }

    private static bool TakeOne(ref int count) => count > 0 && Interlocked.Decrement(ref count) >= 0;

    private static Task SayAsync(HttpContext call, int status, object answer)
    {
        call.Response.StatusCode = status;
        return call.Response.WriteAsJsonAsync(answer, _asNamed);
    }

    private Task AnswerAsync(HttpContext call)
    {
        var parts = call.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var path = parts[0].StartsWith("v1.", StringComparison.Ordinal) ? parts[1..] : parts;
        _asked.Enqueue($"{call.Request.Method} /{string.Join('/', path)}{call.Request.QueryString}");
        return (call.Request.Method, path) switch
        {
            ("GET", ["info"]) => SayAsync(call, 200, new { Name = "machine", MemTotal = 1L << 40, NCPU = 4, SystemTime = "2026-01-01T00:00:00Z" }),
            ("GET", ["events"]) when StreamsFail is { } status => SayAsync(call, status, new { message = "nobody may watch" }),
            ("GET", ["events"]) => StreamAsync(call),
            ("POST", ["images", "create"]) => SayAsync(call, 200, PullSays is { Length: > 0 } error ? new { error, errorDetail = new { message = error } } : new { status = "done" }),
            ("GET", ["containers", "json"]) => ListAsync(call),
            ("GET", ["containers", _, "json"]) when End is { } end => SayAsync(call, 200, new { State = end, HostConfig = new { Memory = MemoryLimit }, Config = new { Tty = false } }),
            ("GET", ["containers", var name, "json"]) when _states.ContainsKey(name) => SayAsync(call, 200, new { Id = name, Config = new { Labels = LabelsOf(name) } }),
            ("POST", ["containers", "create"]) => CreateAsync(call, call.Request.Query["name"].ToString()),
            ("POST", ["containers", var name, "start"]) => StartAsync(call, name),
            ("DELETE", ["containers", var name]) => RemoveAsync(call, name),
            _ => SayAsync(call, 404, new { message = "No such container" }),
        };
    }

    private async Task StreamAsync(HttpContext call)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_streams.Token, call.RequestAborted);
        Interlocked.Increment(ref _openStreams);
        await call.Response.Body.FlushAsync();
        try
        {
            await foreach (var happened in _events.Reader.ReadAllAsync(end.Token))
            {
                await call.Response.WriteAsync(happened + "\n", end.Token);
                await call.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It ends, or its reader is gone.
        }

        Interlocked.Decrement(ref _openStreams);
    }

    private async Task ListAsync(HttpContext call)
    {
        var answer = _states.Where(container => !_owners.ContainsKey(container.Key)).Select(container => new
        {
            Id = container.Key,
            State = container.Value,
            Labels = LabelsOf(container.Key),
        }).ToArray();
        var hold = _hold;
        Interlocked.Increment(ref _lists);
        await (hold?.Task ?? Task.CompletedTask);
        await (TakeOne(ref _refusedLists) ? SayAsync(call, 500, new { message = "the list is not to be had" }) : SayAsync(call, 200, answer));
    }

    private Dictionary<string, string> LabelsOf(string container) => new()
    {
        ["org.flink-dotnet.cluster-id"] = _owners.GetValueOrDefault(container, "cluster"),
        ["org.flink-dotnet.worker-id"] = container,
        ["org.flink-dotnet.attempt"] = "1",
    };

    private async Task CreateAsync(HttpContext call, string name)
    {
        if (TakeOne(ref _busy))
        {
            await SayAsync(call, 503, new { message = "too much to do" });
            return;
        }

        if (CreationsFail is { } failure)
        {
            await SayAsync(call, failure.Status, new { message = failure.Reason });
            return;
        }

        if (PullSays is not null && !Asked.Any(static asked => asked.StartsWith("POST /images/create", StringComparison.Ordinal)))
        {
            await SayAsync(call, 404, new { message = "No such image: it" });
            return;
        }

        await (_holdCreations?.Task ?? Task.CompletedTask);
        if (!_states.TryAdd(name, "created"))
        {
            await SayAsync(call, 409, new { message = $"The container name {name} is already in use" });
            return;
        }

        Creation = (await JsonDocument.ParseAsync(call.Request.Body)).RootElement;
        await (TakeOne(ref _lostAnswers) ? SayAsync(call, 504, new { message = "nobody answers" }) : SayAsync(call, 201, new { Id = name, Warnings = Array.Empty<string>() }));
    }

    private async Task StartAsync(HttpContext call, string name)
    {
        if (StartsFailBecause is { } reason)
        {
            await SayAsync(call, 500, new { message = reason });
            return;
        }

        _states[name] = "running";
        await (_holdStarts?.Task ?? Task.CompletedTask);
        call.Response.StatusCode = 204;
    }

    private Task RemoveAsync(HttpContext call, string name)
    {
        if (TakeOne(ref _refusedRemovals))
        {
            return SayAsync(call, 500, new { message = "device or resource busy" });
        }

        _states.TryRemove(name, out _);
        call.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
