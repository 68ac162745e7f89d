using Flink.Streaming.Sinks;

namespace Flink.Streaming;

/// <summary>The usual sinks as methods of a stream.</summary>
public static class StreamSinks
{
    /// <summary>Prints each record to the standard output of its worker; see <see cref="PrintSink{T}"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="identifier">Stands before each line; may be empty.</param>
    public static StreamSink Print<T>(this DataStream<T> stream, string identifier = "")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SinkTo(new PrintSink<T>(identifier: identifier)).Name("Print to Std. Out");
    }

    /// <summary>Prints each record to the standard error of its worker.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="identifier">Stands before each line; may be empty.</param>
    public static StreamSink PrintToError<T>(this DataStream<T> stream, string identifier = "")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SinkTo(new PrintSink<T>(toStandardError: true, identifier)).Name("Print to Std. Err");
    }

    /// <summary>Drops each record.</summary>
    public static StreamSink Discard<T>(this DataStream<T> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SinkTo(new DiscardingSink<T>());
    }

    /// <summary>Writes a line of text a record; see <see cref="FileSink{T}"/> and <see cref="TextEncoder{T}"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="path">The file (with one subtask) or folder.</param>
    /// <param name="overwrite">Whether existing output is replaced.</param>
    public static StreamSink WriteAsText<T>(this DataStream<T> stream, string path, bool overwrite = false) =>
        stream.WriteToFile(path, new TextEncoder<T>(), overwrite);

    /// <summary>Writes a row of comma-separated values a record; see <see cref="FileSink{T}"/> and <see cref="CsvEncoder{T}"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="path">The file (with one subtask) or folder.</param>
    /// <param name="overwrite">Whether existing output is replaced.</param>
    /// <param name="header">Whether each file begins with the names of the columns.</param>
    /// <param name="separator">What stands between values.</param>
    public static StreamSink WriteAsCsv<T>(
        this DataStream<T> stream, string path, bool overwrite = false, bool header = false, char separator = ',') =>
        stream.WriteToFile(path, new CsvEncoder<T>(separator, header), overwrite);

    /// <summary>Writes a line of JSON a record; see <see cref="FileSink{T}"/> and <see cref="JsonLinesEncoder{T}"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="path">The file (with one subtask) or folder.</param>
    /// <param name="overwrite">Whether existing output is replaced.</param>
    public static StreamSink WriteAsJsonLines<T>(this DataStream<T> stream, string path, bool overwrite = false) =>
        stream.WriteToFile(path, new JsonLinesEncoder<T>(), overwrite);

    /// <summary>Sends each record as a line of text to a TCP server; see <see cref="SocketSink{T}"/>. One subtask, as in Flink.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="host">Name or address of the server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="maxRetries">How often in a row a broken connection is made again.</param>
    public static StreamSink WriteToSocket<T>(this DataStream<T> stream, string host, int port, int maxRetries = 0)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SinkTo(new SocketSink<T>(host, port) { MaxRetries = maxRetries }).SetParallelism(1);
    }

    private static StreamSink WriteToFile<T>(this DataStream<T> stream, string path, IRecordEncoder<T> encoder, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.SinkTo(new FileSink<T>(path, encoder, new FileSinkOptions { Overwrite = overwrite }));
    }
}
