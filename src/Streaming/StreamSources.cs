using Flink.Core.Types;
using Flink.Streaming.Sources;

namespace Flink.Streaming;

/// <summary>The usual sources as methods of the environment.</summary>
public static class StreamSources
{
    /// <summary>The path that stands for the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The elements of a collection, as it is now, in order, from one subtask.</summary>
    /// <exception cref="ArgumentException">An element is null.</exception>
    public static OperatorStream<T> FromCollection<T>(this StreamExecutionEnvironment environment, IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new CollectionSource<T>(elements), "Collection Source").ForceNonParallel();
    }

    /// <summary>Some elements, in order, from one subtask.</summary>
    /// <exception cref="ArgumentException">An element is null.</exception>
    public static OperatorStream<T> FromElements<T>(this StreamExecutionEnvironment environment, params T[] elements) =>
        environment.FromCollection(elements);

    /// <summary>The whole numbers from one to another, which is included; each subtask has a contiguous part.</summary>
    public static OperatorStream<long> FromSequence(this StreamExecutionEnvironment environment, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new SequenceSource(from, to), "Sequence Source");
    }

    /// <summary>Records made from their numbers by a delegate; see <see cref="GeneratorSource{T}"/>.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="generate">Makes the record of a number, from 0.</param>
    /// <param name="options">How many (endless where not said), how fast, with which timestamps.</param>
    public static OperatorStream<T> FromGenerator<T>(
        this StreamExecutionEnvironment environment, Func<long, T> generate, GeneratorOptions<T>? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new GeneratorSource<T>(generate, options), "Data Generator");
    }

    /// <summary>Records made from their numbers by a struct function; see <see cref="GeneratorSource{T, TGenerator}"/>.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="generator">The function; every subtask has a copy.</param>
    /// <param name="options">How many (endless where not said), how fast, with which timestamps.</param>
    public static OperatorStream<T> FromGenerator<T, TGenerator>(
        this StreamExecutionEnvironment environment, TGenerator generator, GeneratorOptions<T>? options = null)
        where TGenerator : struct, IGeneratorFunction<T>
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new GeneratorSource<T, TGenerator>(generator, options), "Data Generator");
    }

    /// <summary>The lines of a file, of the files in a folder, or of the standard input; see <see cref="TextFileSource"/> and <see cref="StdinSource"/>.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="path">File, folder, or <see cref="StandardInput"/>.</param>
    /// <param name="options">How files are found and read; of the standard input only what holds for lines.</param>
    public static OperatorStream<Utf8String> ReadTextFile(
        this StreamExecutionEnvironment environment, string path, TextFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return path == StandardInput
            ? environment.FromSource(new StdinSource(options), "Standard Input").ForceNonParallel()
            : environment.FromSource(new TextFileSource(path, options), "Text File");
    }

    /// <summary>The lines of a file, or of the files in a folder, as strings: slower than <see cref="ReadTextFile"/>.</summary>
    public static OperatorStream<string> ReadTextFileAsString(
        this StreamExecutionEnvironment environment, string path, TextFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new StringFileSource(path, options), "Text File");
    }

    /// <summary>The lines that a TCP server sends; see <see cref="SocketSource"/>.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="host">Name or address of the server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="delimiter">What ends a line.</param>
    /// <param name="maxRetries">How often a connection is made again; <see cref="SocketSource.RetryForever"/> for no end.</param>
    public static OperatorStream<Utf8String> SocketTextStream(
        this StreamExecutionEnvironment environment, string host, int port, string delimiter = "\n", int maxRetries = 0)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var source = new SocketSource(host, port) { Delimiter = delimiter, MaxRetries = maxRetries };
        return environment.FromSource(source, "Socket Stream").ForceNonParallel();
    }
}
