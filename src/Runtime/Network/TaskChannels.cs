namespace Flink.Runtime.Network;

/// <summary>The ends of channels that one attempt to run a subtask holds, by edge of its job.</summary>
/// <param name="inputs">What it reads: for each edge that leads to its vertex the senders in the order of their indices, null for others.</param>
/// <param name="outputs">What it writes: for each edge that leaves its vertex the receivers in the order of their indices, null for others.</param>
/// <param name="release">Gives the ends back.</param>
public sealed class TaskChannels(IReadOnlyList<Channel>?[] inputs, IReadOnlyList<ISender>?[] outputs, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The channels that come over an edge; empty for an edge that leads elsewhere.</summary>
    public IReadOnlyList<Channel> From(int edge) => inputs[edge] ?? [];

    /// <summary>The channels that go over an edge; empty for an edge that begins elsewhere.</summary>
    public IReadOnlyList<ISender> To(int edge) => outputs[edge] ?? [];

    /// <summary>Every channel that the task reads.</summary>
    public IEnumerable<Channel> Inputs => inputs.Where(static channels => channels is not null).SelectMany(static channels => channels!);

    /// <summary>What came from other workers; from any thread.</summary>
    public Traffic Taken => Inputs.Aggregate(default(Traffic), static (sum, channel) => sum + channel.Taken);

    /// <summary>What went to other workers; from any thread.</summary>
    public Traffic Sent => outputs.Where(static channels => channels is not null).SelectMany(static channels => channels!)
        .Aggregate(default(Traffic), static (sum, channel) => sum + channel.Sent);

    /// <summary>Gives the ends back, and the memory: the task has ended. Partners in other workers are told where a channel has not. From any thread, any number of times.</summary>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
