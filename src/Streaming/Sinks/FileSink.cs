using Flink.Core.FileSystems;
using Flink.Core.Functions;
using Flink.Core.Sinks;

namespace Flink.Streaming.Sinks;

/// <summary>Writes records to files, which appear under their names complete or not at all: with each checkpoint, or without checkpoints when the input has ended.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>
/// <para><em>With checkpoints at intervals</em> (<see cref="RuntimeContext.HasCheckpoints"/>) each record is visible exactly once, whatever fails
/// in between. The path is always a folder; each subtask that got records since the last checkpoint writes
/// <c>part-&lt;subtask&gt;-&lt;checkpoint&gt;</c>, which appears when that checkpoint is complete; until then it is a hidden file. A hidden file that ends
/// in <c>.pending</c> belongs to a checkpoint and must be kept as long as a job may start from that. Existing output is refused by a job that does
/// not start from a checkpoint, or removed when it starts (<see cref="FileSinkOptions.Overwrite"/>).</para>
/// <para><em>Without checkpoints</em>, with one subtask, a path that is no existing folder is the file. Otherwise the path is a folder, made when missing, in which each
/// subtask that got records writes <c>part-&lt;subtask&gt;-0</c>. Until the end the bytes are in a hidden file beside it, which is
/// removed when the job fails.</para>
/// <para>Existing output (the file, or parts in the folder) is refused unless <see cref="FileSinkOptions.Overwrite"/> is set. A job that
/// restarts writes its files anew. What can't be written fails the job with a <see cref="FileSystemException"/> that names the file and the reason.</para>
/// </remarks>
public sealed class FileSink<T> : Sink<T>
{
    private readonly FilePath _path;
    private readonly IRecordEncoder<T> _encoder;
    private readonly FileSinkOptions _options;

    /// <summary>A sink that writes below a path.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="encoder">Writes the records.</param>
    /// <param name="options">Whether existing output is replaced.</param>
    public FileSink(string path, IRecordEncoder<T> encoder, FileSinkOptions? options = null)
    {
        _path = FilePath.Parse(path);
        _encoder = encoder ?? throw new ArgumentNullException(nameof(encoder));
        _options = options ?? new FileSinkOptions();
    }

    /// <summary>The file or folder.</summary>
    public string Path => FileSystems.Display(_path);

    /// <summary>Files of this machine are written where the task runs; those of other file systems may wait for a network.</summary>
    public override bool IsBlocking => _path.Scheme != FilePath.FileScheme;

    /// <summary>The file system in the place of the path's own.</summary>
    internal FileSystem? FileSystem { get; init; }

    /// <inheritdoc/>
    public override SinkWriter<T> CreateWriter(RuntimeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var fileSystem = FileSystem ?? FileSystems.Registry.For(_path);

        if (context.HasCheckpoints)
        {
            return new CheckpointedFileWriter<T>(new FileSinkFolder(fileSystem, _path, context, _options.Overwrite), _encoder);
        }

        // What another attempt of this job has finished is no output of somebody else.
        var overwrite = _options.Overwrite || context.Attempt > 0;
        return new FileSinkWriter<T>(FileSinkTarget.Open(fileSystem, _path, context, overwrite), _encoder);
    }
}
