using Flink.Core;
using Flink.Core.FileSystems;

namespace Flink.Runtime.Checkpoints;

/// <summary>Finds the checkpoint that a user names to start from.</summary>
internal static class CheckpointFolder
{
    /// <summary>Reads the metadata of a checkpoint.</summary>
    /// <param name="text">Its folder, or the metadata file in it (<c>execution.state-recovery.path</c>).</param>
    /// <param name="fileSystems">Finds the file system.</param>
    /// <exception cref="FlinkException">There is none, or it is damaged; says what is there.</exception>
    public static JobSnapshot Read(string text, FileSystemRegistry fileSystems)
    {
        if (!FilePath.TryParse(text, out var path))
        {
            throw new FlinkException($"'{text}' is no path of a checkpoint ('execution.state-recovery.path').");
        }

        var fileSystem = fileSystems.For(path);
        if (path.Name == CheckpointMetadata.FileName && path.Parent is { } parent)
        {
            path = parent;
        }

        if (fileSystem.TryGetStatus(path) is not { IsDirectory: true })
        {
            throw new FlinkException($"There is no checkpoint '{path}' ('execution.state-recovery.path'): it is no folder. Name the folder that holds '{CheckpointMetadata.FileName}'.");
        }

        return fileSystem.Exists(path.Child(CheckpointMetadata.FileName))
            ? CheckpointMetadata.Read(path, fileSystem)
            : throw new FlinkException($"There is no complete checkpoint in '{path}': it has no '{CheckpointMetadata.FileName}'. {Advice(path, fileSystem)}");
    }

    private static string Advice(FilePath path, FileSystem fileSystem)
    {
        var complete = fileSystem.List(path)
            .Where(entry => entry.IsDirectory && fileSystem.Exists(entry.Path.Child(CheckpointMetadata.FileName)))
            .Select(entry => entry.Path.Name)
            .ToList();
        return complete.Count == 0 ? "Name another folder." : $"Complete ones in it: {string.Join(", ", complete)}.";
    }
}
