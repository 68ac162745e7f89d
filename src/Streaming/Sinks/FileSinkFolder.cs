using System.Globalization;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Core.Functions;

namespace Flink.Streaming.Sinks;

/// <summary>The folder of a file sink's parts as one subtask sees it, when parts become visible with checkpoints.</summary>
/// <remarks>
/// A part is <c>.part-&lt;subtask&gt;-&lt;attempt&gt;-&lt;n&gt;.inprogress</c> while it is written, <c>.part-&lt;subtask&gt;-&lt;checkpoint&gt;.pending</c> from
/// a snapshot on, and <c>part-&lt;subtask&gt;-&lt;checkpoint&gt;</c> once that checkpoint is complete. The last two names never collide,
/// since checkpoints of a job are numbered over all its attempts.
/// </remarks>
internal sealed class FileSinkFolder(FileSystem fileSystem, FilePath path, RuntimeContext context, bool overwrite)
{
    private const string Prefix = "part-";
    private const string HiddenPrefix = ".part-";
    private const string PendingSuffix = ".pending";
    private const string InProgressSuffix = ".inprogress";

    private int _parts;

    /// <summary>The name of a part without its decoration.</summary>
    public string NameOf(long checkpointId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{context.SubtaskIndex}-{checkpointId}");

    /// <summary>Prepares the folder for a job that begins anew: output of somebody else is refused, or removed where that is allowed.</summary>
    public void Begin()
    {
        Create();
        foreach (var name in OwnedNames(visible: true))
        {
            if (!overwrite)
            {
                throw Exists($"The output folder '{FileSystems.Display(path)}' holds results of an earlier run ('{name}').");
            }

            Delete(name);
        }

        foreach (var name in OwnedNames(visible: false))
        {
            // What an earlier attempt of this job wrote before its first checkpoint is of no use; that of another job may be.
            if (!overwrite && context.Attempt == 0 && name.EndsWith(PendingSuffix, StringComparison.Ordinal))
            {
                throw Exists(
                    $"The output folder '{FileSystems.Display(path)}' holds parts of an earlier run that wait for its checkpoint ('{name}'). "
                    + "Start from that checkpoint ('execution.state-recovery.path').");
            }

            Delete(name);
        }
    }

    /// <summary>Prepares the folder for a job that goes on from a checkpoint.</summary>
    public void Continue(long checkpointId)
    {
        Create();
        foreach (var name in OwnedNames(visible: true))
        {
            if (CheckpointOf(name) > checkpointId)
            {
                throw new FlinkException(
                    $"The output folder '{FileSystems.Display(path)}' holds '{name}', which was made visible by a checkpoint after {checkpointId}, from which the job starts: "
                    + "its records would be written twice. Start from the newest checkpoint, or delete the parts with larger numbers.");
            }
        }

        foreach (var name in OwnedNames(visible: false))
        {
            if (name.EndsWith(InProgressSuffix, StringComparison.Ordinal) || CheckpointOf(name) > checkpointId)
            {
                Delete(name);
            }
        }
    }

    /// <summary>A name for a part that is going to be written.</summary>
    public string NextInProgress() => string.Create(
        CultureInfo.InvariantCulture, $"{HiddenPrefix}{context.SubtaskIndex}-{context.Attempt}-{_parts++}{InProgressSuffix}");

    /// <summary>Begins a part.</summary>
    public Stream Open(string inProgress) => fileSystem.Create(path.Child(inProgress), CreateMode.Overwrite, durable: true);

    /// <summary>Removes a file that is there.</summary>
    public void Delete(string name) => fileSystem.Delete(path.Child(name), recursive: false);

    /// <summary>Gives a part that was written and closed the name under which it waits for its checkpoint.</summary>
    public void Suspend(string inProgress, string name) => fileSystem.Rename(path.Child(inProgress), path.Child(PendingOf(name)), CreateMode.New);

    /// <summary>Makes a part visible; nothing happens when it is.</summary>
    public void Commit(string name)
    {
        var (pending, final) = (path.Child(PendingOf(name)), path.Child(name));
        if (fileSystem.Exists(pending))
        {
            fileSystem.Rename(pending, final, CreateMode.New);
        }
        else if (!fileSystem.Exists(final))
        {
            throw new FlinkException(
                $"The part '{name}' of the output folder '{FileSystems.Display(path)}' is gone: neither it nor '{pending.Name}' is there. Its records are lost; start from a checkpoint before it.");
        }
    }

    private static string PendingOf(string name) => $".{name}{PendingSuffix}";

    private void Create()
    {
        if (fileSystem.TryGetStatus(path) is { IsDirectory: false })
        {
            throw new FlinkException(
                $"The output '{FileSystems.Display(path)}' is a file, but a job with checkpoints writes a folder of files. Choose another path, or delete the file.");
        }

        fileSystem.CreateDirectory(path);
    }

    // This subtask's own parts, and for the first one those of subtasks that there are no more.
    private List<string> OwnedNames(bool visible) =>
    [
        .. fileSystem.List(path)
            .Where(entry => !entry.IsDirectory)
            .Select(entry => entry.Path.Name)
            .Where(name => TryParse(name, out var isVisible, out var subtask, out _) && isVisible == visible
                && (subtask == context.SubtaskIndex || (context.SubtaskIndex == 0 && subtask >= context.Parallelism))),
    ];

    private static long CheckpointOf(string name) => TryParse(name, out _, out _, out var number) ? number : 0;

    private static bool TryParse(string name, out bool isVisible, out int subtask, out long number)
    {
        (subtask, number) = (0, 0);
        isVisible = name.StartsWith(Prefix, StringComparison.Ordinal);
        var rest = name.AsSpan();
        if (!isVisible)
        {
            var suffix = name.EndsWith(PendingSuffix, StringComparison.Ordinal) ? PendingSuffix : InProgressSuffix;
            if (!name.StartsWith(HiddenPrefix, StringComparison.Ordinal) || !name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return false;
            }

            rest = rest[1..^suffix.Length];
            if (suffix == InProgressSuffix && rest.LastIndexOf('-') is var last && last > Prefix.Length)
            {
                rest = rest[..last];
            }
        }

        rest = rest[Prefix.Length..];
        var dash = rest.IndexOf('-');
        return dash > 0
            && int.TryParse(rest[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out subtask)
            && long.TryParse(rest[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static FlinkException Exists(string what) => new(
        $"{what} Delete it, choose another path, or allow it to be replaced ({nameof(FileSinkOptions)}.{nameof(FileSinkOptions.Overwrite)}).");
}
