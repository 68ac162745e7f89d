using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>The lines of text files as strings; otherwise as <see cref="TextFileSource"/>, which is several times faster.</summary>
/// <param name="paths">Files and folders.</param>
/// <param name="options">How to find and read them.</param>
public sealed class StringFileSource(IEnumerable<string> paths, TextFileOptions? options = null)
    : TextFileSource<string>(paths, options)
{
    /// <summary>A source of one file or folder.</summary>
    public StringFileSource(string path, TextFileOptions? options = null)
        : this([path], options)
    {
    }

    /// <inheritdoc/>
    public override SourceReader<string, FileSplit> CreateReader(ISourceReaderContext context) =>
        new TextFileReader<string, StringLineFormat>(context, Options);
}
