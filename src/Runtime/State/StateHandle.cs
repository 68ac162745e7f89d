using System.Runtime.InteropServices;
using Flink.Core.FileSystems;

namespace Flink.Runtime.State;

/// <summary>Where the stored state of one operator of one subtask is.</summary>
/// <param name="Shape">What is in it.</param>
/// <param name="Length">Its size in bytes.</param>
public abstract record StateHandle(StateShape Shape, long Length);

/// <summary>State that travels with its handle.</summary>
public sealed record InlineState : StateHandle
{
    // An array, for messages.
    private readonly byte[] _bytes;

    /// <summary>A handle with its state.</summary>
    /// <param name="shape">What is in it.</param>
    /// <param name="bytes">The state, as <see cref="StoredSnapshot"/> reads it; not changed any more.</param>
    public InlineState(StateShape shape, ReadOnlyMemory<byte> bytes)
        : base(shape, bytes.Length) =>
        _bytes = MemoryMarshal.TryGetArray(bytes, out var array) && array.Array!.Length == bytes.Length ? array.Array : bytes.ToArray();

    /// <summary>The state.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;
}

/// <summary>State in a file of a task.</summary>
/// <param name="Shape">What is in it.</param>
/// <param name="Length">Its size in bytes, without checksums.</param>
/// <param name="File">The file.</param>
/// <param name="FileLength">Bytes of the whole file.</param>
/// <param name="Identity">What the file calls itself: one of another checkpoint or task has another.</param>
/// <param name="Section">Where the state begins in the file.</param>
public sealed record FileState(StateShape Shape, long Length, FilePath File, long FileLength, ulong Identity, BlockPosition Section)
    : StateHandle(Shape, Length);
