using Flink.Core.Types;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;

namespace Flink.Streaming;

/// <summary>Short forms of the sources and sinks that programs begin with. For their options make the source or sink itself.</summary>
public static class StreamSources
{
    /// <summary>The records given, in one subtask and so in their order.</summary>
    public static OperatorStream<T> FromElements<T>(this StreamExecutionEnvironment environment, params T[] records) =>
        environment.FromCollection(records);

    /// <summary>The records of a collection, in one subtask and so in their order. The collection travels with the job.</summary>
    public static OperatorStream<T> FromCollection<T>(this StreamExecutionEnvironment environment, IEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new CollectionSource<T>(records), "Collection").SetParallelism(1);
    }

    /// <summary>The numbers from <paramref name="from"/> to <paramref name="to"/>, both included, read in parallel.</summary>
    public static OperatorStream<long> FromSequence(this StreamExecutionEnvironment environment, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new SequenceSource(from, to), "Sequence");
    }

    /// <summary>The lines of a file, or of all files of a folder, read in parallel.</summary>
    public static OperatorStream<Utf8String> ReadTextFile(this StreamExecutionEnvironment environment, string path)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new TextFileSource(path), "Text File");
    }

    /// <summary>The lines that a server sends, in one subtask.</summary>
    public static OperatorStream<Utf8String> SocketTextStream(this StreamExecutionEnvironment environment, string host, int port)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment.FromSource(new SocketSource(host, port), "Socket").ForceNonParallel();
    }

    /// <summary>Prints the records to standard output, with the number of the subtask where there are several.</summary>
    public static StreamSink Print<T>(this DataStream<T> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SinkTo(new PrintSink<T>());
    }
}
