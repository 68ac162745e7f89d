using System.Collections.Concurrent;
using System.Text.Json;
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
    private CancellationTokenSource _streams = new();
    private TaskCompletionSource? _hold;
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
        return (call.Request.Method, path) switch
        {
            ("GET", ["info"]) => SayAsync(call, 200, new { Name = "machine", MemTotal = 1L << 40, NCPU = 4, SystemTime = "2026-01-01T00:00:00Z" }),
            ("GET", ["events"]) => StreamAsync(call),
            ("GET", ["containers", "json"]) => ListAsync(call),
            ("GET", ["containers", _, "json"]) when End is { } end => SayAsync(call, 200, new { State = end, HostConfig = new { Memory = MemoryLimit }, Config = new { Tty = false } }),
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
        await Task.Delay(Timeout.InfiniteTimeSpan, end.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        Interlocked.Decrement(ref _openStreams);
    }

    private async Task ListAsync(HttpContext call)
    {
        var answer = _states.Select(static container => new
        {
            Id = container.Key,
            State = container.Value,
            Labels = new Dictionary<string, string> { ["org.flink-dotnet.worker-id"] = container.Key, ["org.flink-dotnet.attempt"] = "1" },
        }).ToArray();
        var hold = _hold;
        Interlocked.Increment(ref _lists);
        await (hold?.Task ?? Task.CompletedTask);
        await (TakeOne(ref _refusedLists) ? SayAsync(call, 500, new { message = "the list is not to be had" }) : SayAsync(call, 200, answer));
    }

    private Task CreateAsync(HttpContext call, string name)
    {
        _states[name] = "created";
        return SayAsync(call, 201, new { Id = name, Warnings = Array.Empty<string>() });
    }

    private Task StartAsync(HttpContext call, string name)
    {
        if (StartsFailBecause is { } reason)
        {
            return SayAsync(call, 500, new { message = reason });
        }

        _states[name] = "running";
        call.Response.StatusCode = 204;
        return Task.CompletedTask;
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
