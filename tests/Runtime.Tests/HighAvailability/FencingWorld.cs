using Flink.Runtime.HighAvailability;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>What JobManagers contend for, stepped: each step lets one operation of one of them happen.</summary>
internal abstract class FencingWorld : IDisposable
{
    public abstract bool HasWork { get; }

    /// <summary>Starts one more that contends.</summary>
    /// <param name="seed">Its own.</param>
    /// <param name="fails">Asked before and after each operation.</param>
    public abstract Contender Add(int seed, Func<bool> fails);

    public abstract void Step();

    public abstract Task Write(LeaderSession session, int key, byte[]? value);

    public abstract Task<ReadOnlyMemory<byte>?> Read(LeaderSession session, int key);

    public void RunAll()
    {
        while (HasWork)
        {
            Step();
        }
    }

    public virtual void Dispose()
    {
    }
}
