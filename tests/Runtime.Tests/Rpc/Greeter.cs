using Flink.Core;
using Flink.Runtime.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Rpc;

public sealed record Greeting(string Name) : Message;

public sealed record GreetingCount : Request<int>;

public sealed record GreetLater(string Name) : Request<string>;

public sealed record FailWith(string Text, bool IsRetryable) : Request<Acknowledge>;

public sealed record NobodyHandlesThis : Request<Acknowledge>;

/// <summary>An endpoint that keeps what it was told, and answers some requests only when it is released.</summary>
public sealed class Greeter : RpcEndpoint
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Greeter(string name, FencingToken token = default)
        : base(name, NullLogger.Instance)
    {
        Token = token;
        On<Greeting>((greeting, _) => Seen.Add(greeting.Name));
        OnRequest<GreetingCount, int>((_, _) => Seen.Count);
        OnRequest<FailWith, Acknowledge>((request, _) => throw new FlinkException(request.Text, request.IsRetryable));
        OnRequest<GreetLater, string>(async (request, sender) =>
        {
            Seen.Add("before " + request.Name);
            LastCancellation = sender.Cancelled;
            await _release.Task;
            Seen.Add("after " + request.Name);
            return "hello " + request.Name;
        });
    }

    public List<string> Seen { get; } = [];

    public CancellationToken LastCancellation { get; private set; }

    public bool WasStopped { get; private set; }

    public void Release() => _release.SetResult();

    public void Lead(FencingToken token) => Post(() => Token = token);

    protected override Task StoppingAsync()
    {
        WasStopped = true;
        return Task.CompletedTask;
    }
}
