namespace Flink.Core.Operators;

/// <summary>Native memory outside the garbage collector, handed out in aligned blocks up to a hard bound.</summary>
/// <remarks>Safe for concurrent use. What is not freed when the owning task ends is reported as a leak and freed.</remarks>
public interface IManagedMemory
{
    /// <summary>The bound in bytes.</summary>
    long Limit { get; }

    /// <summary>Bytes handed out now.</summary>
    long Used { get; }

    /// <summary>
    /// Allocates a block, zeroed, aligned to 16,384 bytes; a block of a multiple of 2 MB is aligned to 2 MB and lies in huge pages
    /// where the system has them.
    /// </summary>
    /// <param name="bytes">Size in bytes; above 0.</param>
    /// <exception cref="FlinkException">The bound would be passed; the message names the option that raises it.</exception>
    unsafe void* Allocate(long bytes);

    /// <summary>Gives a block back.</summary>
    unsafe void Free(void* block);
}
