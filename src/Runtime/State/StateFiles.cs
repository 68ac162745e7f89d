using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Core.Types;

namespace Flink.Runtime.State;

/// <summary>Reads stored state back, wherever its handle points to. Blocks.</summary>
internal static class StateFiles
{
    /// <summary>The state behind a handle.</summary>
    /// <param name="handle">Says where it is.</param>
    /// <param name="fileSystems">Where files are found.</param>
    /// <param name="groups">Key groups whose entries are kept; null for all.</param>
    /// <exception cref="FlinkException">It is not there, or damaged; names the file.</exception>
    public static StoredSnapshot Read(StateHandle handle, FileSystemRegistry fileSystems, KeyGroupRange? groups = null) => handle switch
    {
        InlineState inline => StoredSnapshot.Read(new MemoryInput(inline.Bytes, "State in the checkpoint's metadata"), groups),
        FileState file => ReadFile(file, fileSystems, groups),
        _ => throw new ArgumentException($"There is no way to read a {handle.GetType().Name}.", nameof(handle)),
    };

    private static StoredSnapshot ReadFile(FileState state, FileSystemRegistry fileSystems, KeyGroupRange? groups)
    {
        using var stream = fileSystems.For(state.File).OpenRead(state.File);
        if (stream.Length != state.FileLength)
        {
            throw new FlinkException(
                $"The checkpoint file '{state.File}' is damaged: it has {stream.Length} bytes and not {state.FileLength}. Restore from another checkpoint or a copy of the file.");
        }

        var file = new BlockFileReader(stream, state.File, BlockFile.StateMagic, state.Identity);
        return StoredSnapshot.Read(file.OpenSection(state.Section, state.Length), groups);
    }
}
