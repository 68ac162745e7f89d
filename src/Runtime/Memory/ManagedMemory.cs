using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Operators;

namespace Flink.Runtime.Memory;

/// <summary>Native memory up to a hard bound, for the state and the sort buffers of operators.</summary>
/// <param name="limit">The bound in bytes.</param>
public sealed unsafe class ManagedMemory(long limit) : IManagedMemory, IDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<nint, long> _blocks = [];
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
                throw new FlinkException(
                    $"Out of managed memory: {bytes} bytes wanted, {_used} of {limit} in use. Raise {TaskManagerMemoryOptions.ManagedSize.Key} or lower the parallelism.");
            }

            var block = NativeBlocks.Allocate(bytes);
            _blocks.Add((nint)block, bytes);
            _used += bytes;
            return block;
        }
    }

    /// <inheritdoc/>
    public void Free(void* block) => Release(block);

    /// <summary>Gives a block back.</summary>
    /// <returns>How many bytes it had.</returns>
    internal long Release(void* block)
    {
        lock (_gate)
        {
            if (!_blocks.Remove((nint)block, out var bytes))
            {
                throw new ArgumentException("The block is not one of this memory's, or was freed before.", nameof(block));
            }

            _used -= bytes;
            NativeBlocks.Free(block, bytes);
            return bytes;
        }
    }

    /// <summary>Frees everything that is still handed out.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (block, bytes) in _blocks)
            {
                NativeBlocks.Free((void*)block, bytes);
            }

            _blocks.Clear();
            _used = 0;
        }
    }
}
