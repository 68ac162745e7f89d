using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Flink.Core;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;
using Grpc.Core;
using RpcException = Flink.Runtime.Rpc.RpcException;

namespace Flink.Rpc.Grpc;

/// <summary>One end of a duplex stream: frames out through a bounded queue, frames in one after the other.</summary>
internal sealed class GrpcLink(RpcSystem system, string remote, string incarnation, bool isIncoming, FrameCodec codec, GrpcRpcOptions options)
    : RpcLink(system, remote, isIncoming, incarnation)
{
    private static readonly WriteOptions MoreFollows = new(WriteFlags.BufferHint);

    private readonly Channel<Packet> _outgoing = Channel.CreateUnbounded<Packet>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _queued;

    /// <inheritdoc/>
    public override Task Connected => IsIncoming ? Task.CompletedTask : _connected.Task;

    /// <summary>Cancelled when the link has failed.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Carries frames until the stream or the link ends; the link has failed then.</summary>
    public async Task RunAsync(IAsyncStreamReader<Packet> reader, IAsyncStreamWriter<Packet> writer)
    {
        var writing = WriteAsync(writer);
        try
        {
            while (await reader.MoveNext(Ended).ConfigureAwait(false))
            {
                Receive(reader.Current.Frame);
            }

            Fail(new EndpointUnreachableException($"Process {Remote} closed the connection."));
        }
        catch (Exception e)
        {
            Fail(Broken(e));
        }

        await writing.ConfigureAwait(false);
    }

    /// <summary>What happened, for people to read.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        global::Grpc.Core.RpcException { Status.DebugException: { } cause } e when e.StatusCode is StatusCode.Unavailable or StatusCode.Internal => cause.GetBaseException().Message,
        global::Grpc.Core.RpcException e => e.Status.Detail,
        _ => exception.Message,
    };

    /// <summary>No connection came about.</summary>
    public static EndpointUnreachableException Unreachable(string process, Exception e) => new($"Process {process} cannot be reached: {Reason(e)}{Advice(e)}", e);

    /// <summary>The process at the other end has said who it is.</summary>
    public void Greeted(string incarnation)
    {
        Incarnation = incarnation;
        _connected.TrySetResult();
    }

    protected override void Failed()
    {
        _connected.TrySetResult();
        _outgoing.Writer.TryComplete();
        _ended.Cancel();
    }

    protected override void Send(Frame frame)
    {
        if (Failure is not null)
        {
            return;
        }

        var bytes = new ArrayBufferWriter<byte>(256);
        codec.Write(frame, bytes);
        if (bytes.WrittenCount > options.MaxMessageBytes)
        {
            throw new FlinkException(
                $"{Describe(frame)} has {bytes.WrittenCount} bytes, and at most {options.MaxMessageBytes} may be sent to process {Remote}: "
                + "raise pekko.framesize at both, or make it smaller.");
        }

        if (Interlocked.Add(ref _queued, bytes.WrittenCount) > options.MaxQueuedBytes)
        {
            Fail(new EndpointUnreachableException(
                $"Process {Remote} does not read what it is sent: {options.MaxQueuedBytes} bytes wait for it, and the connection is given up."));
            return;
        }

        _outgoing.Writer.TryWrite(new Packet(bytes.WrittenMemory, null));
    }

    private static string Describe(Frame frame) => frame switch
    {
        TellFrame tell => tell.Message.GetType().Name,
        AskFrame ask => ask.Message.GetType().Name,
        ReplyFrame reply => $"The answer to {reply.Question!.GetType().Name}",
        _ => frame.GetType().Name,
    };

    private EndpointUnreachableException Broken(Exception e) => Incarnation.Length == 0
        ? Unreachable(Remote, e)
        : new EndpointUnreachableException($"The connection to process {Remote} broke: {Reason(e)}", e);

    // Nobody there, or somebody who hangs up before he has said who he is: often encryption that only one side wants.
    private static string Advice(Exception exception)
    {
        for (var e = exception is global::Grpc.Core.RpcException { Status.DebugException: { } cause } ? cause : exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException { SocketErrorCode: not SocketError.ConnectionReset }:
                    return "";
                case AuthenticationException:
                    return " Each process must trust the certificate of the other: security.ssl.internal.* must agree in the whole cluster.";
                case HttpProtocolException or HttpIOException:
                    return " Something else listens there, or one side encrypts and the other does not: security.ssl.internal.enabled must agree in the whole cluster.";
            }
        }

        return "";
    }

    private async Task WriteAsync(IAsyncStreamWriter<Packet> writer)
    {
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(Ended).ConfigureAwait(false))
            {
                while (_outgoing.Reader.TryRead(out var packet))
                {
                    // What waits goes out together, and nothing waits for what may come.
                    writer.WriteOptions = _outgoing.Reader.TryPeek(out _) ? MoreFollows : WriteOptions.Default;
                    await writer.WriteAsync(packet, Ended).ConfigureAwait(false);
                    Interlocked.Add(ref _queued, -packet.Bytes.Length);
                }
            }
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            // The link has ended: nobody is left whom it could tell.
        }
        catch (Exception e)
        {
            Fail(Broken(e));
        }
    }
}
