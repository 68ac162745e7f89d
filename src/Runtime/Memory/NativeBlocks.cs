using System.Runtime.InteropServices;
using Flink.Core;

namespace Flink.Runtime.Memory;

/// <summary>Blocks of native memory, zeroed. Multiples of 2 MB come from the system itself, as huge pages where it has them.</summary>
/// <remarks>
/// A hash table of a gigabyte in pages of 4 KB misses the address cache at nearly every key, one in huge pages hardly ever. The
/// system zeroes a page when it is first touched, so a large block costs little until it is used, and it is given back for good.
/// </remarks>
internal static unsafe partial class NativeBlocks
{
    private const int Alignment = 16 * 1024;
    private const long HugePage = 2L << 20;

    private const int ReadWrite = 0x1 | 0x2;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int AdviseHugePages = 14;
    private const nint MapFailed = -1;

    public static void* Allocate(long bytes) => IsMapped(bytes) ? Map(bytes) : AllocateSmall(bytes);

    public static void Free(void* block, long bytes)
    {
        if (!IsMapped(bytes))
        {
            NativeMemory.AlignedFree(block);
        }
        else if (Unmap((nint)block, (nuint)bytes) != 0)
        {
            throw new FlinkException($"The system refused to take {bytes} bytes of memory back: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    private static bool IsMapped(long bytes) => OperatingSystem.IsLinux() && bytes % HugePage == 0;

    private static void* AllocateSmall(long bytes)
    {
        var block = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        NativeMemory.Clear(block, (nuint)bytes);
        return block;
    }

    private static void* Map(long bytes)
    {
        // One huge page more than needed; what lies before and behind the aligned part goes back at once.
        var start = Map(0, (nuint)(bytes + HugePage), ReadWrite, PrivateAnonymous, -1, 0);
        if (start == MapFailed)
        {
            throw new FlinkException(
                $"The system has no {bytes} bytes of memory left: error {Marshal.GetLastPInvokeError()}. Lower {Core.Configuration.TaskManagerMemoryOptions.ManagedSize.Key} or give the process more.");
        }

        var block = (nint)((start + HugePage - 1) & ~(HugePage - 1));
        TrimTo(start, block);
        TrimTo(block + (nint)bytes, start + (nint)(bytes + HugePage));

        // Only advice: where the system has no huge pages the block is as good as any other.
        _ = Advise(block, (nuint)bytes, AdviseHugePages);
        return (void*)block;
    }

    private static void TrimTo(nint from, nint to)
    {
        if (to > from)
        {
            _ = Unmap(from, (nuint)(to - from));
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint length, int advice);
}
