using Flink.Core;
using Flink.Core.Operators;

namespace Flink.Runtime.Memory;

/// <summary>What a slot has of a process's managed memory: a bound of its own within that of the whole.</summary>
/// <param name="whole">Where the blocks come from; frees at its end what is still handed out.</param>
/// <param name="limit">The bound in bytes.</param>
/// <param name="owner">Whose part it is, as errors name it.</param>
/// <param name="advice">What to do when it does not suffice: a sentence.</param>
internal sealed unsafe class ManagedMemoryPart(ManagedMemory whole, long limit, string owner, string advice) : IManagedMemory
{
    private readonly object _gate = new();
    private long _used;

    /// <inheritdoc/>
    public long Limit => limit;

    /// <inheritdoc/>
    public long Used => Volatile.Read(ref _used);

    /// <inheritdoc/>
    public void* Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        lock (_gate)
        {
            if (bytes > limit - _used)
            {
                throw new FlinkException($"Out of managed memory: {bytes} bytes wanted, {_used} of {limit} in use in {owner}. {advice}");
            }

            var block = whole.Allocate(bytes);
            _used += bytes;
            return block;
        }
    }

    /// <inheritdoc/>
    public void Free(void* block)
    {
        lock (_gate)
        {
            _used -= whole.Release(block);
        }
    }
}
