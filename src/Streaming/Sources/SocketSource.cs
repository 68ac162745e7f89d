using System.Text;
using Flink.Core.Sources;
using Flink.Core.Types;

namespace Flink.Streaming.Sources;

/// <summary>The lines that a TCP server sends, read by one reader (Flink's <c>socketTextStream</c>).</summary>
/// <remarks>
/// Ends when the server closes the connection and no retries are left; a connection that can't be made or breaks then fails the job.
/// What stands after the last end of a line when the server closes is a line. Lines that were under way when a job fails are lost: a
/// socket can't be read again. Uses no thread of its own.
/// </remarks>
public sealed class SocketSource : Source<Utf8String, EndpointSplit>
{
    /// <summary>The value of <see cref="MaxRetries"/> for no end.</summary>
    public const int RetryForever = -1;

    private readonly int _maxRetries;
    private readonly TimeSpan _retryDelay = TimeSpan.FromMilliseconds(500);
    private readonly string _delimiter = "\n";

    /// <summary>A source that connects to a server.</summary>
    /// <param name="host">Name or address of the server.</param>
    /// <param name="port">Its port, 1 to 65535.</param>
    public SocketSource(string host, int port)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        Host = host;
        Port = port;
    }

    /// <summary>Name or address of the server.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>What ends a line; not empty. With "\n" a carriage return before it is dropped.</summary>
    public string Delimiter
    {
        get => _delimiter;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Delimiter));
            _delimiter = value;
        }
    }

    /// <summary>How often a connection is made again, over the whole run, after it was refused, broke or was closed; <see cref="RetryForever"/> for no end.</summary>
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

    /// <summary>Time before a retry, of the task's clock.</summary>
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

    /// <summary>Limit of a line and treatment of text that is not UTF-8.</summary>
    public LineOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public override Boundedness Boundedness => Boundedness.ContinuousUnbounded;

    /// <inheritdoc/>
    public override ISplitSerializer<EndpointSplit> SplitSerializer => EndpointSplitSerializer.Instance;

    /// <inheritdoc/>
    public override SplitEnumerator<EndpointSplit> CreateEnumerator(ISplitEnumeratorContext<EndpointSplit> context) =>
        new SplitQueueEnumerator<EndpointSplit>(context, SplitSerializer, _ => [new EndpointSplit($"{Host}:{Port}")]);

    /// <inheritdoc/>
    public override SourceReader<Utf8String, EndpointSplit> CreateReader(ISourceReaderContext context) =>
        new SocketReader(context, this, Encoding.UTF8.GetBytes(Delimiter));
}
