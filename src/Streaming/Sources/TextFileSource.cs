using Flink.Core.FileSystems;
using Flink.Core.Sources;
using Flink.Core.Types;

namespace Flink.Streaming.Sources;

/// <summary>The lines of text files as UTF-8 slices of the chunks in which they were read.</summary>
/// <remarks>
/// <para>A path is a file or a folder; in folders, files and folders whose names begin with "." or "_" are skipped, as in Flink, and files
/// named in full are read whatever their name. Large files are read by several readers at once; gzip files (by ending ".gz" or by
/// their first bytes) by one. Lines end with "\n" or "\r\n"; the last one need not. A byte order mark is skipped.</para>
/// <para>The files are listed once, when the job starts. A missing path, a file that has shrunk or changed since, text that is not
/// UTF-8 and a line above the limit fail the job with a <see cref="Core.FlinkException"/> that names file and offset.</para>
/// <para>A line keeps the 64 KB around it alive; what is held for long should hold <see cref="Utf8String.Compact"/>.</para>
/// </remarks>
/// <param name="paths">Files and folders.</param>
/// <param name="options">How to find and read them.</param>
public sealed class TextFileSource(IEnumerable<string> paths, TextFileOptions? options = null)
    : TextFileSource<Utf8String>(paths, options)
{
    /// <summary>A source of one file or folder.</summary>
    public TextFileSource(string path, TextFileOptions? options = null)
        : this([path], options)
    {
    }

    /// <inheritdoc/>
    public override SourceReader<Utf8String, FileSplit> CreateReader(ISourceReaderContext context) =>
        new TextFileReader<Utf8String, Utf8LineFormat>(context, Options);
}

/// <summary>What text file sources have in common, whatever a line becomes.</summary>
/// <typeparam name="T">The record type.</typeparam>
public abstract class TextFileSource<T> : Source<T, FileSplit>
{
    private readonly FilePath[] _paths;

    private protected TextFileSource(IEnumerable<string> paths, TextFileOptions? options)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = [.. paths.Select(FilePath.Parse)];
        if (_paths.Length == 0)
        {
            throw new ArgumentException("A text file source needs at least one path.", nameof(paths));
        }

        Options = options ?? new TextFileOptions();
    }

    /// <summary>How files are found and read.</summary>
    public TextFileOptions Options { get; }

    /// <inheritdoc/>
    public override Boundedness Boundedness => Boundedness.Bounded;

    /// <summary>Files of this machine are read where the task runs; those of other file systems may wait for a network.</summary>
    public override bool IsBlocking => Array.Exists(_paths, path => path.Scheme != FilePath.FileScheme);

    /// <inheritdoc/>
    public override ISplitSerializer<FileSplit> SplitSerializer => FileSplitSerializer.Instance;

    /// <inheritdoc/>
    public override SplitEnumerator<FileSplit> CreateEnumerator(ISplitEnumeratorContext<FileSplit> context) =>
        new SplitQueueEnumerator<FileSplit>(context, SplitSerializer, (readers, cancellation) =>
            Task.FromResult(TextFileSplits.Find(_paths, Options, readers, cancellation)));
}
