using Flink.Core;
using Flink.Core.FileSystems;

namespace Flink.Runtime.State;

/// <summary>Reads stored state back, wherever its handle points to. Blocks.</summary>
internal static class StateFiles
{
    /// <summary>The state behind a handle.</summary>
    /// <exception cref="FlinkException">It is not there, or damaged; names the file.</exception>
    public static StoredSnapshot Read(StateHandle handle, FileSystemRegistry fileSystems) => handle switch
    {
        InlineState inline => StoredSnapshot.Read(inline.Bytes, "State in the checkpoint's metadata"),
        FileState file => StoredSnapshot.Read(ReadFile(file, fileSystems), $"State in '{file.File}'"),
        _ => throw new ArgumentException($"There is no way to read a {handle.GetType().Name}.", nameof(handle)),
    };

    private static ReadOnlyMemory<byte> ReadFile(FileState state, FileSystemRegistry fileSystems)
    {
        using var stream = fileSystems.For(state.File).OpenRead(state.File);
        if (stream.Length != state.FileLength)
        {
            throw new FlinkException(
                $"The checkpoint file '{state.File}' is damaged: it has {stream.Length} bytes and not {state.FileLength}. Restore from another checkpoint or a copy of the file.");
        }

        return new BlockFileReader(stream, state.File, BlockFile.StateMagic, state.Identity).ReadSection(state.Section, state.Length);
    }
}
