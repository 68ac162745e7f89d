using System.Net.Sockets;
using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Sinks;

/// <summary>Sends batches over a socket; on a thread of its own, which waits.</summary>
internal sealed class SocketSinkWriter<T> : SinkWriter<T>
{
    private readonly SocketSink<T> _sink;
    private readonly RuntimeContext _context;
    private readonly EncodeBuffer _buffer = new();
    private Socket? _socket;

    public SocketSinkWriter(SocketSink<T> sink, RuntimeContext context)
    {
        _sink = sink;
        _context = context;
        sink.Encoder.EncodeHeader(_buffer);
        try
        {
            Connect();
        }
        catch (SocketException failure)
        {
            throw Failed(failure, tries: 1);
        }
    }

    public override void Write(Batch<T> batch)
    {
        foreach (ref readonly var record in batch.Records)
        {
            _sink.Encoder.Encode(in record, _buffer);
        }

        SendWithRetries();
    }

    /// <summary>A header without records is sent at the end.</summary>
    public override void Flush(bool endOfInput)
    {
        if (_buffer.Length > 0)
        {
            SendWithRetries();
        }
    }

    public override void Dispose()
    {
        _socket?.Dispose();
        base.Dispose();
    }

    private void SendWithRetries()
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                Send();
                return;
            }
            catch (SocketException failure)
            {
                if (_sink.MaxRetries != SocketSink<T>.RetryForever && retries >= _sink.MaxRetries)
                {
                    throw Failed(failure, retries + 1);
                }
            }

            Wait(Task.Delay(_sink.RetryDelay, _context.Clock, _context.Cancellation));
        }
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private void Send()
    {
        if (_socket is null)
        {
            Connect();
        }

        try
        {
            for (var rest = _buffer.Written; rest.Length > 0;)
            {
                var sending = _socket!.SendAsync(rest, SocketFlags.None, _context.Cancellation);
                rest = rest[(sending.IsCompletedSuccessfully ? sending.Result : sending.AsTask().GetAwaiter().GetResult())..];
            }
        }
        catch (SocketException)
        {
            _socket!.Dispose();
            _socket = null;
            throw;
        }

        _buffer.Clear();
    }

    private void Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            Wait(socket.ConnectAsync(_sink.Host, _sink.Port, _context.Cancellation).AsTask());
            _socket = socket;
        }
        finally
        {
            if (_socket is null)
            {
                socket.Dispose();
            }
        }
    }

    private FlinkException Failed(Exception cause, int tries) => new(
        $"The socket sink can't send to {_sink.Host}:{_sink.Port}: {cause.Message} (tried {tries} times). "
        + $"Start the server first, or raise {nameof(SocketSink<T>.MaxRetries)}.",
        cause,
        isRetryable: true);
}
