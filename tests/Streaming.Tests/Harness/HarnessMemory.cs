using System.Runtime.InteropServices;
using Flink.Core;
using Flink.Core.Operators;

namespace Flink.Streaming.Tests.Harness;

/// <summary>Native memory with a bound, outside the engine.</summary>
public sealed unsafe class HarnessMemory(long limit = long.MaxValue) : IManagedMemory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<nint, long> _blocks = [];
    private long _used;

    public long Limit => limit;

    public long Used => Volatile.Read(ref _used);

    public void* Allocate(long bytes)
    {
        lock (_gate)
        {
            if (bytes > limit - _used)
            {
                throw new FlinkException($"Out of memory: {bytes} bytes wanted, {_used} of {limit} in use.");
            }

            var block = NativeMemory.AlignedAlloc((nuint)bytes, 16 * 1024);
            NativeMemory.Clear(block, (nuint)bytes);
            _blocks.Add((nint)block, bytes);
            _used += bytes;
            return block;
        }
    }

    public void Free(void* block)
    {
        lock (_gate)
        {
            _blocks.Remove((nint)block, out var bytes);
            _used -= bytes;
            NativeMemory.AlignedFree(block);
        }
    }
}
