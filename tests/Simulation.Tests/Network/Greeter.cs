using Flink.Runtime.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Simulation.Tests.Network;

public sealed record Greeting(string Name) : Message;

public sealed record GreetingCount : Request<int>;

/// <summary>An endpoint that keeps what it was told.</summary>
public sealed class Greeter : RpcEndpoint
{
    public Greeter(string name)
        : base(name, NullLogger.Instance)
    {
        On<Greeting>((greeting, _) => Seen.Add(greeting.Name));
        OnRequest<GreetingCount, int>((_, _) => Seen.Count);
    }

    public List<string> Seen { get; } = [];
}
