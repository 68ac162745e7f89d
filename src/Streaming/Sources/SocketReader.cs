using System.Net.Sockets;
using Flink.Core;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Core.Types;

namespace Flink.Streaming.Sources;

/// <summary>Reads lines from a socket: connects, receives, and waits between tries, each time giving the thread back.</summary>
internal sealed class SocketReader(ISourceReaderContext context, SocketSource source, byte[] delimiter)
    : SequentialSplitReader<Utf8String, EndpointSplit>(context)
{
    private readonly LineBuffer<Utf8String, Utf8LineFormat> _lines =
        new($"The stream from {source.Host}:{source.Port}", delimiter, source.Options);

    private readonly Completion _operation = new(context);
    private readonly CancellationTokenSource _disposed = new();
    private EndpointSplit? _split;
    private Socket? _socket;
    private Phase _phase;
    private int _retries;
    private long _retryTime;
    private Exception? _failure;

    private enum Phase
    {
        Disconnected,
        Connecting,
        Receiving,
        Waiting,
        Ended,
    }

    public override void Dispose()
    {
        _disposed.Cancel();
        _socket?.Dispose();
        base.Dispose();
    }

    protected override void OpenSplit(EndpointSplit split) => _split = split;

    protected override EndpointSplit Position() => _split!;

    protected override ReadStatus ReadSplit(Batch<Utf8String> output)
    {
        while (true)
        {
            _lines.Emit(output);
            if (output.IsFull)
            {
                return ReadStatus.MoreAvailable;
            }

            var waits = _phase switch
            {
                Phase.Disconnected => Connect(),
                Phase.Connecting => FinishConnect(),
                Phase.Receiving => Receive(),
                Phase.Waiting => WaitForRetry(),
                _ => false,
            };
            if (waits)
            {
                return ReadStatus.NothingAvailable;
            }

            if (_phase == Phase.Ended && !_lines.HasLines)
            {
                return _failure is null ? ReadStatus.EndOfInput : throw Failed(_failure);
            }
        }
    }

    private bool Connect()
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _lines.BeginStream();
        _operation.Start(ConnectAsync(_socket));
        _phase = Phase.Connecting;
        return true;
    }

    private async ValueTask<int> ConnectAsync(Socket socket)
    {
        await socket.ConnectAsync(source.Host, source.Port, _disposed.Token).ConfigureAwait(false);
        return 0;
    }

    private bool FinishConnect()
    {
        try
        {
            if (!_operation.TryTake(out _))
            {
                return true;
            }

            _phase = Phase.Receiving;
        }
        catch (SocketException failure)
        {
            Disconnect(failure);
        }

        return false;
    }

    private bool Receive()
    {
        if (_operation.IsRunning)
        {
            return true;
        }

        try
        {
            if (!_operation.TryTake(out var count))
            {
                _operation.Start(_socket!.ReceiveAsync(_lines.Room(), SocketFlags.None, _disposed.Token));
                return _operation.IsRunning;
            }

            if (count > 0)
            {
                _lines.Advance(count);
            }
            else
            {
                Disconnect(failure: null);
            }
        }
        catch (SocketException failure)
        {
            Disconnect(failure);
        }

        return false;
    }

    /// <summary>The connection is over: what was received last counts as a line, and a retry is due if there is one left.</summary>
    private void Disconnect(Exception? failure)
    {
        _socket!.Dispose();
        _socket = null;
        _lines.Finish();
        if (source.MaxRetries != SocketSource.RetryForever && _retries >= source.MaxRetries)
        {
            _failure = failure;
            _phase = Phase.Ended;
            return;
        }

        _retries++;
        _retryTime = Now + (long)Math.Ceiling(source.RetryDelay.TotalMilliseconds);
        _phase = Phase.Waiting;
    }

    private bool WaitForRetry()
    {
        if (Now >= _retryTime)
        {
            _phase = Phase.Disconnected;
            return false;
        }

        Context.WakeAt(_retryTime);
        return true;
    }

    private long Now => Context.Runtime.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private FlinkException Failed(Exception cause) => new(
        $"The socket source has no connection to {source.Host}:{source.Port}: {cause.Message} "
        + $"(tried {_retries + 1} times). Start the server first, or raise {nameof(SocketSource.MaxRetries)}.",
        cause,
        isRetryable: true);
}
