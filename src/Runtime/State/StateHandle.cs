using Flink.Core.FileSystems;

namespace Flink.Runtime.State;

/// <summary>Where the stored state of one operator of one subtask is.</summary>
/// <param name="Shape">What is in it.</param>
/// <param name="Length">Its size in bytes.</param>
public abstract record StateHandle(StateShape Shape, long Length);

/// <summary>State that travels with its handle.</summary>
/// <param name="Shape">What is in it.</param>
/// <param name="Bytes">The state, as <see cref="StoredSnapshot"/> reads it.</param>
public sealed record InlineState(StateShape Shape, ReadOnlyMemory<byte> Bytes) : StateHandle(Shape, Bytes.Length);

/// <summary>State in a file of a task.</summary>
/// <param name="Shape">What is in it.</param>
/// <param name="Length">Its size in bytes, without checksums.</param>
/// <param name="File">The file.</param>
/// <param name="FileLength">Bytes of the whole file.</param>
/// <param name="Identity">What the file calls itself: one of another checkpoint or task has another.</param>
/// <param name="Section">Where the state begins in the file.</param>
public sealed record FileState(StateShape Shape, long Length, FilePath File, long FileLength, ulong Identity, BlockPosition Section)
    : StateHandle(Shape, Length);
