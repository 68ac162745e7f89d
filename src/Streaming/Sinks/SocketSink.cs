using Flink.Core.Functions;
using Flink.Core.Sinks;

namespace Flink.Streaming.Sinks;

/// <summary>Sends records to a TCP server, a batch at a time (Flink's <c>writeToSocket</c>). Blocks its thread.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>
/// After a broken connection what was not confirmed by the operating system is sent again from the beginning of a record: the
/// server may see records twice, and lose those that were on their way.
/// </remarks>
public sealed class SocketSink<T> : Sink<T>
{
    /// <summary>The value of <see cref="MaxRetries"/> for no end.</summary>
    public const int RetryForever = -1;

    private readonly int _maxRetries;
    private readonly TimeSpan _retryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>A sink that connects to a server.</summary>
    /// <param name="host">Name or address of the server.</param>
    /// <param name="port">Its port, 1 to 65535.</param>
    /// <param name="encoder">Writes the records; lines of text where none is given.</param>
    public SocketSink(string host, int port, IRecordEncoder<T>? encoder = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        Host = host;
        Port = port;
        Encoder = encoder ?? new TextEncoder<T>();
    }

    /// <summary>Name or address of the server.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Writes the records.</summary>
    public IRecordEncoder<T> Encoder { get; }

    /// <summary>How often in a row a connection that broke is made again; <see cref="RetryForever"/> for no end. The first connection gets no retry, as in Flink.</summary>
    /// <value>0.</value>
    public int MaxRetries
    {
        get => _maxRetries;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, RetryForever, nameof(MaxRetries));
            _maxRetries = value;
        }
    }

    /// <summary>Time before each retry, of the task's clock.</summary>
    /// <value>500 ms, as in Flink.</value>
    public TimeSpan RetryDelay
    {
        get => _retryDelay;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(RetryDelay));
            _retryDelay = value;
        }
    }

    /// <inheritdoc/>
    public override bool IsBlocking => true;

    /// <inheritdoc/>
    public override SinkWriter<T> CreateWriter(RuntimeContext context) => new SocketSinkWriter<T>(this, context);
}
